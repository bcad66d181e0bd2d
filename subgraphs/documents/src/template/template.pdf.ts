import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { type TemplateFault, TemplateFaults } from './template.faults';
import type { Piece } from './template.tree';

const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const FACES = { regular: join(FONTS, 'DejaVuSans.ttf'), bold: join(FONTS, 'DejaVuSans-Bold.ttf') } as const;

/** No clock is in a document that has to be the same each time that it is made. */
const NO_TIME = new Date('2000-01-01T00:00:00Z');
const MARGIN = 72;
const TEXT_SIZE = 11;
const GAP = 6;
const MOST_PAGES = 500;
/** Letters that run from right to left, or are not in the font one by one: no order that we write would be right. */
const UNORDERED = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Bidi_Control}]/u;

type Face = keyof typeof FACES;

interface Run {
  readonly text: string;
  readonly face: Face;
}

interface Line {
  readonly kind: 'TEXT' | 'BULLET' | 'RULE' | 'PAGE';
  readonly size: number;
  readonly runs: readonly Run[];
}

/** What a line of the template begins with: only the template says so, never a value. */
const MARKS: readonly (readonly [string, Omit<Line, 'runs'>, Face])[] = [
  ['### ', { kind: 'TEXT', size: 13 }, 'bold'],
  ['## ', { kind: 'TEXT', size: 15 }, 'bold'],
  ['# ', { kind: 'TEXT', size: 19 }, 'bold'],
  ['- ', { kind: 'BULLET', size: TEXT_SIZE }, 'regular'],
];
const WHOLE: Readonly<Record<string, Line>> = {
  '---': { kind: 'RULE', size: TEXT_SIZE, runs: [] },
  '===': { kind: 'PAGE', size: TEXT_SIZE, runs: [] },
};

/** Lines of the template; a break inside of a value stays inside of its line. */
function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces) {
    const [first = '', ...others] = piece.isValue ? [piece.text] : piece.text.split(/\r?\n/);
    lines.at(-1)?.push({ ...piece, text: first });
    for (const text of others) lines.push([{ text, isValue: false }]);
  }
  return lines.map((line) => lineOf(line.filter(({ text }) => text)));
}

function lineOf(pieces: readonly Piece[]): Line {
  const [first, ...others] = pieces;
  const isMarked = first && !first.isValue;
  const whole = isMarked && others.length === 0 ? WHOLE[first.text.trim()] : undefined;
  if (whole) return whole;
  const mark = isMarked ? MARKS.find(([begin]) => first.text.startsWith(begin)) : undefined;
  const [begin, line, face] = mark ?? ['', { kind: 'TEXT', size: TEXT_SIZE } as const, 'regular' as const];
  const rest = first && begin ? [{ ...first, text: first.text.slice(begin.length) }, ...others] : pieces;
  return { ...line, runs: runsOf(rest, face) };
}

/** `**` of the template turns bold on and off. */
function runsOf(pieces: readonly Piece[], face: Face): Run[] {
  let isBold = face === 'bold';
  return pieces
    .flatMap(({ text, isValue }): Run[] => {
      const parts = isValue ? [text] : text.split('**');
      return parts.map((part, index): Run => {
        if (index > 0) isBold = !isBold;
        return { text: part, face: isBold ? 'bold' : 'regular' };
      });
    })
    .filter(({ text }) => text);
}

/**
 * A PDF of these lines on letter paper, with the glyphs that it needs of DejaVu Sans inside. Equal pieces are equal bytes:
 * no time, no chance, and no compression, whose bytes differ from one version of zlib to another.
 * @throws TemplateFaults UNPRINTABLE for characters without a glyph, TOO_LARGE for more than 500 pages
 */
export async function pdfOf(pieces: readonly Piece[], lang: string): Promise<Buffer> {
  const lines = linesOf(pieces);
  const title = lines.find(({ size }) => size > TEXT_SIZE)?.runs;
  const pdf = new PDFDocument({
    size: 'LETTER',
    margin: MARGIN,
    compress: false,
    font: FACES.regular,
    lang,
    displayTitle: true,
    info: {
      Title: title?.map(({ text }) => text).join('') ?? '',
      Producer: 'Plat',
      Creator: 'Plat',
      CreationDate: NO_TIME,
      ModDate: NO_TIME,
    },
  });
  const whole = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  for (const [face, path] of Object.entries(FACES)) pdf.registerFont(face, path);
  try {
    const faults = unprintable(pdf, pieces);
    if (faults.length) throw new TemplateFaults(faults);
    let pages = 1;
    pdf.on('pageAdded', () => {
      pages += 1;
      if (pages > MOST_PAGES)
        throw new TemplateFaults([{ code: 'TOO_LARGE', message: `the document would have more than ${MOST_PAGES} pages` }]);
    });
    for (const [index, line] of lines.entries()) {
      write(pdf, line);
      // A long document takes seconds; others are answered in between.
      if (index % 10 === 9) await setImmediate();
    }
  } finally {
    pdf.end();
  }
  return whole;
}

function write(pdf: PDFKit.PDFDocument, { kind, size, runs }: Line): void {
  if (kind === 'PAGE') return void pdf.addPage();
  if (kind === 'RULE') {
    const y = pdf.y + GAP;
    pdf
      .moveTo(MARGIN, y)
      .lineTo(pdf.page.width - MARGIN, y)
      .lineWidth(0.5)
      .stroke();
    pdf.y = y + GAP;
    return;
  }
  pdf.fontSize(size);
  if (runs.length === 0) return void pdf.moveDown(0.6);
  if (kind === 'BULLET') pdf.font('regular').text('•  ', { continued: true, lineGap: 2 });
  runs.forEach(({ text, face }, index) => {
    pdf.font(face).text(text.replace(/\t/g, '    '), { continued: index < runs.length - 1, lineGap: 2 });
  });
}

function unprintable(pdf: PDFKit.PDFDocument, pieces: readonly Piece[]): TemplateFault[] {
  pdf.font('regular');
  const { font } = (pdf as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
  const characters = new Set(pieces.flatMap(({ text }) => [...text]).filter((one) => !/[\t\r\n]/.test(one)));
  return [...characters]
    .filter((one) => UNORDERED.test(one) || !font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0))
    .map((one) => ({
      code: 'UNPRINTABLE',
      message: `the PDF has no way to print U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}; HTML and DOCX have`,
      path: `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    }));
}
