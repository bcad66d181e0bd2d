import PizZip from 'pizzip';
import { type Entry, fromBufferPromise } from 'yauzl';
import { TemplateFaults } from './template.faults';

/** What a DOCX may be at most; a real one of a hundred pages is a hundredth of it. */
const MOST_ENTRIES = 1_000;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_RATIO = 100;
/** Below this, much inflation is nothing to fear: small parts of XML are often repetitive. */
const SMALL = 64 * 1024;

/** The parts of a DOCX by name. */
export type Parts = ReadonlyMap<string, Buffer>;

const bad = (message: string) => new TemplateFaults([{ code: 'BAD_FILE', message }]);

/**
 * Unpacks a DOCX within bounds, by what its entries say and by what comes out of them.
 * @throws TemplateFaults BAD_FILE
 */
export async function unpack(bytes: Buffer): Promise<Parts> {
  const zip = await fromBufferPromise(bytes, { validateEntrySizes: true, strictFileNames: true }).catch(() => {
    throw bad('the file is no DOCX');
  });
  if (zip.entryCount > MOST_ENTRIES) throw bad(`the file has more than ${MOST_ENTRIES} parts`);
  const parts = new Map<string, Buffer>();
  const taken: [from: number, to: number][] = [];
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      const fault = faultOf(entry, parts, total);
      if (fault) throw bad(fault);
      if (entry.fileName.endsWith('/')) continue;
      taken.push([entry.relativeOffsetOfLocalHeader, entry.relativeOffsetOfLocalHeader + entry.compressedSize]);
      parts.set(entry.fileName, await readEntry(zip, entry));
    }
  } catch (error) {
    throw error instanceof TemplateFaults ? error : bad('the file is damaged');
  }
  taken.sort(([a], [b]) => a - b);
  if (taken.some(([from], index) => index > 0 && from < (taken[index - 1]?.[1] ?? 0))) throw bad('parts of the file overlap');
  return parts;
}

const SYMLINK = 0o12;

function faultOf({ fileName, compressedSize, uncompressedSize, externalFileAttributes, ...entry }: Entry, parts: Parts, total: number) {
  if (parts.has(fileName)) return 'two parts of the file have one name';
  if (fileName.split('/').includes('..') || fileName.startsWith('/') || fileName.includes('\0'))
    return 'a part of the file has no good name';
  if (externalFileAttributes >>> 28 === SYMLINK) return 'a part of the file is a link';
  if (entry.generalPurposeBitFlag & 1) return 'the file is encrypted';
  if (total > MOST_BYTES) return `the file holds more than ${MOST_BYTES} bytes`;
  if (uncompressedSize > SMALL && uncompressedSize > compressedSize * MOST_RATIO) return 'the file is packed too tightly';
  return undefined;
}

async function readEntry(zip: Awaited<ReturnType<typeof fromBufferPromise>>, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Midnight of the first day that zip knows, by whichever clock it is read. */
const FIRST_DAY = new Date(1980, 0, 1);

/** A zip to work in; nothing of the old one is in it but the parts. */
export function toZip(parts: Parts): PizZip {
  const zip = new PizZip();
  for (const [name, bytes] of parts) zip.file(name, bytes, { date: FIRST_DAY, createFolders: false });
  return zip;
}

/** Packs parts in the order of their names, the list of types first, as readers want it: equal parts are equal bytes. */
export function pack(parts: Parts): Buffer {
  const first = '[Content_Types].xml';
  const names = [...parts.keys()].filter((name) => name !== first).sort();
  const sorted = new Map([first, ...names].flatMap((name) => (parts.has(name) ? [[name, parts.get(name) as Buffer]] : [])));
  return toZip(sorted).generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'DOS' });
}
