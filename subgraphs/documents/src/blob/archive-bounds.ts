import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { ByteSource } from './byte-source';
import { RefusedFile } from './refused-file';

/** What is in an archive, of all names that tell formats apart. */
export interface ArchiveContents {
  readonly names: ReadonlySet<string>;
  /** What an OpenDocument says that it is. */
  readonly mimetype?: string;
}

export interface ArchiveBounds {
  readonly entries: number;
  readonly ratio: number;
  /** Bytes of all that is inside. */
  readonly inflated: number;
  /** Archives within archives. */
  readonly depth: number;
  /** The largest archive that is looked into inside of another. */
  readonly nested: number;
}

export const ARCHIVE_BOUNDS: ArchiveBounds = {
  entries: 1_000,
  ratio: 100,
  inflated: 2 * 1024 * 1024 * 1024,
  depth: 2,
  nested: 16 * 1024 * 1024,
};

const refuse = (message: string) => new RefusedFile('UNSAFE_ARCHIVE', message);

/** What is left of the bounds while an archive and those inside are looked at. */
interface Budget {
  entries: number;
  inflated: number;
}

/**
 * Looks at all of an archive, unpacking every entry into nothing, so that nobody who unpacks it is harmed.
 * @throws RefusedFile for more entries, bytes or archives within archives than the bounds allow; names that leave the
 *   folder, that come twice or are links; entries that lie over each other; and what is damaged or encrypted
 */
export async function archiveContents(source: ByteSource, bounds: ArchiveBounds = ARCHIVE_BOUNDS): Promise<ArchiveContents> {
  const inflated = Math.min(bounds.inflated, source.size * bounds.ratio);
  return look(source, bounds, { entries: bounds.entries, inflated }, bounds.depth);
}

async function look(source: ByteSource, bounds: ArchiveBounds, budget: Budget, depth: number): Promise<ArchiveContents> {
  const zip = await openArchive(source);
  try {
    if (zip.entryCount > budget.entries) throw refuse(`The archive has more than ${bounds.entries} entries.`);
    budget.entries -= zip.entryCount;
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) entries.push(entry);
    judgeNames(entries);
    judgeSizes(entries, budget);
    await judgePlaces(zip, entries, source.size);
    let mimetype: string | undefined;
    for (const entry of entries) {
      if (entry.fileName.endsWith('/')) continue;
      const nested = await unpack(zip, entry, bounds, budget);
      if (entry.fileName === 'mimetype') mimetype = nested.head.toString('latin1').trim();
      if (!nested.isArchive) continue;
      if (depth <= 1) throw refuse('The archive holds archives within archives.');
      if (!nested.bytes) throw refuse('The archive holds an archive that is too large to be looked into.');
      await look(bufferBytes(nested.bytes), bounds, budget, depth - 1);
    }
    return { names: new Set(entries.map(({ fileName }) => fileName)), mimetype };
  } catch (error) {
    throw error instanceof RefusedFile ? error : damaged(error);
  } finally {
    zip.close();
  }
}

const damaged = (error: unknown) => new RefusedFile('DAMAGED', `The archive is damaged: ${(error as Error).message}.`);

async function openArchive(source: ByteSource): Promise<ZipFile> {
  try {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
    return await fromRandomAccessReaderPromise(new SourceReader(source), source.size, options);
  } catch (error) {
    throw damaged(error);
  }
}

const LINK = 0o120000;

function judgeNames(entries: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const { fileName, externalFileAttributes, versionMadeBy, ...entry } of entries) {
    // The library refuses absolute names, backslashes and `..` by itself.
    const folded = fileName.normalize('NFC').toLowerCase();
    if (seen.has(folded)) throw refuse('The archive holds a name twice.');
    seen.add(folded);
    if (fileName.includes('\0')) throw refuse('The archive holds a name that nothing can unpack.');
    const isOfUnix = versionMadeBy >> 8 === 3;
    if (isOfUnix && ((externalFileAttributes >>> 16) & 0o170000) === LINK) throw refuse('The archive holds a link.');
    if ((entry.generalPurposeBitFlag & 1) === 1) throw refuse('The archive is encrypted: nobody can look into it.');
  }
}

function judgeSizes(entries: readonly Entry[], budget: Budget): void {
  const declared = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (declared > budget.inflated) throw refuse('The archive unpacks to far more than it is.');
}

/** Entries that share bytes unpack to many times what the archive has. */
async function judgePlaces(zip: ZipFile, entries: readonly Entry[], size: number): Promise<void> {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    const start = entry.relativeOffsetOfLocalHeader;
    if (start < end) throw refuse('The archive holds entries that lie over each other.');
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    end = fileDataStart + entry.compressedSize;
    if (end > size) throw refuse('The archive holds entries that lie outside of it.');
  }
}

interface Unpacked {
  readonly head: Buffer;
  readonly isArchive: boolean;
  /** All of it, for an archive that is small enough. */
  readonly bytes?: Buffer;
}

/** Unpacks an entry and keeps nothing, unless it is an archive again. What it comes to counts, not what it says. */
async function unpack(zip: ZipFile, entry: Entry, bounds: ArchiveBounds, budget: Budget): Promise<Unpacked> {
  let head = Buffer.alloc(0);
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    budget.inflated -= bytes.length;
    if (budget.inflated < 0) throw refuse('The archive unpacks to far more than it is.');
    if (head.length < HEAD) head = Buffer.concat([head, bytes.subarray(0, HEAD - head.length)]);
    if (size > bounds.nested || (head.length >= 4 && !isZip(head))) kept.length = 0;
    else kept.push(bytes);
  }
  const isArchive = isZip(head);
  return { head, isArchive, bytes: isArchive && size <= bounds.nested ? Buffer.concat(kept) : undefined };
}

/** Enough to know an archive by, and the longest media type of an OpenDocument. */
const HEAD = 100;

const isZip = (head: Buffer) => head.length >= 4 && head.readUInt32LE() === 0x04034b50;

const bufferBytes = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  at: async (start, length) => bytes.subarray(start, start + length),
  stream: async ({ start, end } = { start: 0, end: bytes.length - 1 }) => Readable.from([bytes.subarray(start, end + 1)]),
});

/** How the library reads of a source. */
class SourceReader extends RandomAccessReader {
  constructor(private readonly source: ByteSource) {
    super();
  }

  /** @param end the byte behind the last one */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(between(this.source, start, end), { objectMode: false });
  }
}

async function* between(source: ByteSource, start: number, end: number): AsyncIterable<Buffer> {
  if (end - start > 32 * 1024) {
    yield* (await source.stream({ start, end: end - 1 })) as AsyncIterable<Buffer>;
    return;
  }
  // Directories and small entries are read in small steps, and mostly next to each other.
  if (end > start) yield Buffer.from(await source.at(start, end - start));
}
