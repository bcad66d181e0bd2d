import { displayName } from '../blob/file-name';

/** Bytes of a name, with room for a number. */
const LONGEST = 240;

const split = (name: string): [string, string] => {
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > LONGEST) stem.pop();
  return [stem.join(''), extension];
};

/** Names for the files of one folder, one after another: each safe anywhere, and none twice however a system compares them. */
export class BundleNames {
  private readonly taken = new Set<string>();

  /** @param reserved names that are in use already */
  constructor(...reserved: readonly string[]) {
    for (const name of reserved) this.taken.add(key(name));
  }

  of(fileName: string | null): string {
    const [stem, extension] = split(displayName(fileName ?? 'document'));
    let unique = stem + extension;
    for (let number = 2; this.taken.has(key(unique)); number += 1) unique = `${stem} (${number})${extension}`;
    this.taken.add(key(unique));
    return unique;
  }
}

const key = (name: string) => name.normalize('NFKC').toLowerCase();
