import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { type FilePicture, type FileText, PICTURE_SIZES, type PictureSize, type TextBounds } from './file-work';
import { picturesOfPixels } from './picture';
import { tidyText } from './plain-text';
import { FileFault } from './work-fault';

/** As much of it as is used here: it is a browser's to the compiler, and Node's types leave it out. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class RuntimeError extends Error {}
}

const PAGE_OF_MEMORY = 65_536;
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
/** Services are built without the names of browsers, and Node's types have no WebAssembly. */
const { Memory, RuntimeError } = (
  globalThis as unknown as {
    readonly WebAssembly: { readonly Memory: { readonly prototype: WasmMemory }; readonly RuntimeError: new () => Error };
  }
).WebAssembly;
/** Whether this thread has been refused memory: what fails after that fails by it, whatever PDFium calls it. */
let isOutOfMemory = false;
/** Where a word is parted at the end of a line, by what PDFium says of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what it says
const HYPHENATED = /[\ufffe\u0002]\s*/g;

/**
 * Keeps WebAssembly from growing beyond this: what a file makes of itself when it is unpacked is known to nobody before.
 * Node's bounds of a thread's memory do not count it.
 */
export function boundWebAssembly(bytes: number): void {
  const { grow } = Memory.prototype;
  Memory.prototype.grow = function (this: WasmMemory, pages: number): number {
    isOutOfMemory = this.buffer.byteLength + pages * PAGE_OF_MEMORY > bytes;
    if (isOutOfMemory) throw new RangeError(`It needs more than ${bytes} bytes.`);
    return grow.call(this, pages);
  };
}

/** The text of a PDF's first pages. @throws FileFault */
export const textOfPdf = (bytes: Uint8Array, { pages, characters }: TextBounds): Promise<FileText> =>
  withPdf(bytes, async (pdf, close) => {
    const count = pdf.getPageCount();
    const parts: string[] = [];
    let length = 0;
    let read = 0;
    for (; read < Math.min(count, pages) && length <= characters; read += 1) {
      const page = pdf.getPage(read);
      // A page that is broken costs its own text alone.
      const text = textOf(() => page.getText()).replace(HYPHENATED, '');
      close(page);
      parts.push(text);
      length += text.length;
    }
    const text = tidyText(parts.join('\n'));
    return { text: text.slice(0, characters), isCut: read < count || text.length > characters };
  });

const textOf = (read: () => string): string => {
  try {
    return read();
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    return '';
  }
};

/** Pictures of a PDF's first page. @throws FileFault */
export const picturesOfPdf = (bytes: Uint8Array, sizes: readonly PictureSize[]): Promise<FilePicture[]> =>
  withPdf(bytes, async (pdf) => {
    if (pdf.getPageCount() < 1) throw new FileFault('MALFORMED', 'It has no page.');
    const page = pdf.getPage(0);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    if (!(originalWidth > 0 && originalHeight > 0)) throw new FileFault('MALFORMED', 'Its first page has no size.');
    const widest = Math.max(...sizes.map((size) => PICTURE_SIZES[size]));
    const scale = widest / Math.max(originalWidth, originalHeight);
    const [width, height] = [originalWidth, originalHeight].map((length) => Math.max(1, Math.round(length * scale)));
    const { data, ...size } = await page.render({ width, height, scale: 1, render: 'bitmap' });
    return picturesOfPixels({ data, width: size.width, height: size.height }, sizes);
  });

type Page = ReturnType<PDFiumDocument['getPage']>;

async function withPdf<T>(bytes: Uint8Array, work: (pdf: PDFiumDocument, close: (page: Page) => void) => Promise<T>): Promise<T> {
  const library = await PDFiumLibrary.init();
  try {
    const pdf = await library.loadDocument(bytes);
    // The package closes pages only after it has drawn them, and shows nobody how.
    const { module } = library as unknown as { readonly module: { _FPDF_ClosePage(page: number): void } };
    return await work(pdf, (page) => module._FPDF_ClosePage((page as unknown as { readonly pageIdx: number }).pageIdx));
  } catch (error) {
    throw faultOf(error);
  }
}

function faultOf(error: unknown): FileFault {
  const { message } = error as Error;
  if (isOutOfMemory) return new FileFault('OUT_OF_MEMORY', message);
  if (error instanceof FileFault) return error;
  if (/password|security scheme/i.test(message)) return new FileFault('ENCRYPTED', message);
  return new FileFault('MALFORMED', message);
}
