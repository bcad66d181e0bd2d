import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { OpenContent } from '../content/content.door';
import { BundleNames } from './bundle.names';

/** What is in a bundle besides files. */
export const CONTENTS = 'CONTENTS.txt';
/** Formats that are packed already. */
const PACKED = /^(image|video|audio)\/|zip|pdf|officedocument|opendocument/;

/** A file on its way into a bundle. */
export interface PackedFile {
  readonly content: OpenContent;
  readonly source: Readable;
}

/** A file that is not in it after all. */
export interface LeftOut {
  readonly documentId: string;
  readonly title: string | null;
  readonly code: string;
}

/**
 * Packs files one after another while they are read: of each a few blocks are in memory, and the next one is opened when
 * the last one has been sent. What cannot be opened is left out, and said in CONTENTS.txt at the end.
 * @returns the stream; an error of a file under way ends it without an end, which whoever unpacks it notices
 */
export function packedFiles(files: AsyncIterable<PackedFile | LeftOut>, before: readonly LeftOut[]): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  pack(zip, files, before).catch((error: Error) => out.destroy(error));
  return out;
}

async function pack(zip: ZipFile, files: AsyncIterable<PackedFile | LeftOut>, before: readonly LeftOut[]): Promise<void> {
  const names = new BundleNames(CONTENTS);
  const out = zip.outputStream as Readable;
  const listed: string[] = [];
  const leftOut = [...before];
  for await (const file of files) {
    if (!('source' in file)) {
      leftOut.push(file);
      continue;
    }
    const { content, source } = file;
    if (out.destroyed) {
      source.destroy();
      return;
    }
    const { document, version, blob } = content;
    const name = names.of(version.fileName ?? document.title);
    listed.push(`${name}\n  ${document.title}, version ${version.versionNumber}, ${blob.size} bytes, SHA-256 ${blob.sha256}`);
    source.once('error', (error) => out.destroy(error));
    const stop = () => source.destroy(); // whoever was to have it is gone
    out.once('close', stop);
    zip.addReadStream(source, name, { mtime: version.createdAt, compress: !PACKED.test(blob.sniffedType), mode: 0o100644 });
    await once(source, 'close');
    out.off('close', stop);
    if (source.errored || out.destroyed) return;
  }
  zip.addBuffer(Buffer.from(contents(listed, leftOut)), CONTENTS, { mode: 0o100644 });
  zip.end();
}

const contents = (listed: readonly string[], leftOut: readonly LeftOut[]): string =>
  [
    'In this file:',
    ...listed,
    ...(leftOut.length ? ['', 'Asked for, and left out:'] : []),
    ...leftOut.map(({ documentId, title, code }) => `${title ?? documentId}\n  ${REASONS[code] ?? `${code}.`}`),
    '',
  ].join('\n');

const REASONS: Readonly<Record<string, string>> = {
  PIN_REQUIRED: 'It has a PIN, which was not given.',
  NOT_FOUND: 'There is no such document that you may see.',
  FORBIDDEN: 'You may not have its content.',
  CONFLICT: 'Its file is not kept here.',
  UNAVAILABLE: 'It could not be read at the time.',
};
