import { fileTypeFromBuffer } from 'file-type/core';
import { type ArchiveContents, archiveContents } from './archive-bounds';
import type { ByteSource } from './byte-source';
import { ALL_EXTENSIONS, extensionOf, FILE_FORMATS, type FileFormat } from './file-forms';
import { isPolyglot } from './foreign-markers';
import { IMAGE_BOUNDS, imageSize } from './image-header';
import { RefusedFile } from './refused-file';
import { isText } from './text-check';

/** What a file turned out to be. */
export interface FileJudgement {
  /** The media type that its content shows; what its sender said of it counts for nothing. */
  readonly sniffedType: string;
  /** Whether it is saved and never shown in a browser: all but pictures and PDFs that are nothing else besides. */
  readonly attachmentOnly: boolean;
}

/** As much as any format needs to show itself. */
export const SNIFFED = 64 * 1024;

const SHOWN: ReadonlySet<string> = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** What texts show that have a form, or that begin with two letters which something else begins with too. */
const OF_TEXT: ReadonlySet<string> = new Set(['application/xml', 'image/svg+xml', 'text/calendar', 'text/vcard', 'image/bmp', 'text/html']);

const EXECUTABLES = [
  '4d5a', // Windows
  '7f454c46', // ELF
  'feedface',
  'feedfacf',
  'cefaedfe',
  'cffaedfe', // macOS
  'cafebabe', // Java, and macOS for several machines
  '0061736d', // WebAssembly
  '2321', // scripts
  '4c00000001140200', // shortcuts of Windows
];

/** A text in UTF-16 says so; its mark begins other things too. */
const isWide = (head: Buffer) => head.length >= 2 && [0xfeff, 0xfffe].includes(head.readUInt16BE());

/** @throws RefusedFile for a name whose extension is not taken */
export function formatOf(fileName: string, taken: readonly string[] = ALL_EXTENSIONS): FileFormat {
  const extension = extensionOf(fileName);
  const format = taken.includes(extension) ? FILE_FORMATS[extension] : undefined;
  if (!format) throw new RefusedFile('EXTENSION', `Files must end in one of ${taken.map((one) => `.${one}`).join(', ')}.`);
  return format;
}

/**
 * Compares how a file begins with what its name says, for whoever wants to refuse it before the rest has arrived.
 * @param head its first bytes, {@link SNIFFED} of them or all
 * @throws RefusedFile for something that is run, or shows itself as something else
 */
export async function sniffHead(head: Buffer, format: FileFormat): Promise<string | undefined> {
  const hex = head.toString('hex', 0, 8);
  if (EXECUTABLES.some((magic) => hex.startsWith(magic))) throw new RefusedFile('EXECUTABLE', 'Programs and scripts are not taken.');
  const found = (await fileTypeFromBuffer(head))?.mime;
  const fits =
    format.form === 'TEXT'
      ? found === undefined || OF_TEXT.has(found) || isWide(head)
      : format.form === 'ZIP'
        ? head.length >= 4 && head.readUInt32LE() === 0x04034b50
        : found !== undefined && format.types.includes(found);
  if (!fits) throw mismatch();
  return found;
}

const mismatch = () => new RefusedFile('TYPE_MISMATCH', 'The file is not what its name says.');

/**
 * Looks into a whole file.
 * @param taken the extensions that are taken
 * @throws RefusedFile when it is empty, is run, is not what its name says, or would harm whoever opens it
 */
export async function judgeFile(source: ByteSource, fileName: string, taken?: readonly string[]): Promise<FileJudgement> {
  const format = formatOf(fileName, taken);
  if (source.size === 0) throw new RefusedFile('EMPTY', 'The file is empty.');
  const found = await sniffHead(await source.at(0, SNIFFED), format);
  const sniffedType = await JUDGES[format.form](source, format, found ?? 'text/plain');
  return { sniffedType, attachmentOnly: !SHOWN.has(sniffedType) || (await isPolyglot(source, sniffedType)) };
}

type Judge = (source: ByteSource, format: FileFormat, found: string) => Promise<string>;

const JUDGES: Readonly<Record<FileFormat['form'], Judge>> = {
  OTHER: async (_source, _format, found) => found,
  PDF: async (_source, _format, found) => found,
  TEXT: async (source, format) => {
    if (!(await isText(source))) throw mismatch();
    return format.types[0] === 'image/svg+xml' || format.types[0] === 'text/html' ? format.types[0] : 'text/plain';
  },
  IMAGE: async (source, _format, found) => {
    const size = await imageSize(source, found);
    if (!size) throw new RefusedFile('DAMAGED', 'The picture does not say how large it is.');
    const { width, height, frames } = size;
    const { pixels, side, frames: most } = IMAGE_BOUNDS;
    if (width * height === 0) throw new RefusedFile('DAMAGED', 'The picture has no pixels.');
    if (Math.max(width, height) > side || width * height > pixels || frames > most)
      throw new RefusedFile('UNSAFE_IMAGE', `A picture has at most ${pixels / 1e6} million pixels and ${most} frames.`);
    return found;
  },
  ZIP: async (source, format) => {
    const contents = await archiveContents(source);
    if ([...contents.names].some((name) => /vbaproject\.bin$/i.test(name)) && format.types[0] !== 'application/zip')
      throw new RefusedFile('EXECUTABLE', 'Documents with macros are not taken.');
    const found = typeOfArchive(contents);
    if (found !== format.types[0]) throw mismatch();
    return found;
  },
};

const PARTS = { 'word/document.xml': 'docx', 'xl/workbook.xml': 'xlsx', 'ppt/presentation.xml': 'pptx' } as const;

/** What an archive is by what is in it: where its first entry lies says nothing. */
function typeOfArchive({ names, mimetype }: ArchiveContents): string {
  const [, extension] = (names.has('[Content_Types].xml') && Object.entries(PARTS).find(([part]) => names.has(part))) || [];
  if (extension) return (FILE_FORMATS[extension] as FileFormat).types[0];
  return mimetype?.startsWith('application/vnd.oasis.opendocument.') ? mimetype : 'application/zip';
}
