import { createHash } from 'node:crypto';
import { canonicalJson } from '@plat/shared/crypto/canonical-json';
import { type Parts, pack } from './template.archive';
import { docxOf, readDocx, textOfDocx } from './template.docx';
import { inOrder, type TemplateFault, TemplateFaults } from './template.faults';
import type { LocaleName } from './template.formats';
import { htmlOf, unsafeTags } from './template.html';
import { pdfOf } from './template.pdf';
import { tagsIn, tokenize } from './template.tags';
import { checkTags, type Node, type Piece, parseTemplate, piecesOf } from './template.tree';
import { completeData } from './template.values';
import type { Variables } from './template.variable';
import { type View, viewOf } from './template.view';

/** What a template is written in, and what comes of it. */
export type Engine = 'TEXT' | 'HTML' | 'DOCX' | 'PDF';

/** Another number wherever the same template and data might come out as other bytes. */
export const RENDERER_VERSION = '1';

/** A version of a template: what it was declared as, and its bytes. */
export interface TemplateSource {
  readonly engine: Engine;
  readonly variables: Variables;
  readonly locale: LocaleName;
  /** Of HTML, text and PDF in UTF-8. */
  readonly bytes: Buffer;
}

/** What came of a template and data, or why nothing did. */
export interface Rendering {
  /** The finished file; none where there are errors. */
  readonly bytes?: Buffer;
  /** Everything that keeps it from being rendered. */
  readonly errors: readonly TemplateFault[];
  readonly warnings: readonly TemplateFault[];
  /** SHA-256 of the data in canonical JSON, with what counts where nothing was given; of good data alone. */
  readonly dataSha256?: string;
}

/** What is found in a template before there is any data. */
export interface Inspection {
  readonly tags: readonly string[];
  /** Declared, and used nowhere. */
  readonly unused: readonly string[];
  readonly errors: readonly TemplateFault[];
}

const MOST_SOURCE = 2 * 1024 * 1024;
const MOST_TEXT = 4 * 1024 * 1024;
const MOST_PDF_TEXT = 200_000;
const MOST_PIECES = 200_000;

const failed = (error: unknown): readonly TemplateFault[] => {
  if (error instanceof TemplateFaults) return error.faults;
  throw error;
};

/** The text in which a template's tags are, and a DOCX unpacked. @throws TemplateFaults BAD_FILE */
async function open({ engine, bytes }: Pick<TemplateSource, 'engine' | 'bytes'>) {
  if (engine === 'DOCX') {
    const parts = await readDocx(bytes);
    return { text: textOfDocx(parts), parts };
  }
  if (bytes.length > MOST_SOURCE) throw new TemplateFaults([{ code: 'BAD_FILE', message: `the file has more than ${MOST_SOURCE} bytes` }]);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), parts: undefined };
  } catch {
    throw new TemplateFaults([{ code: 'BAD_FILE', message: 'the file is no text in UTF-8' }]);
  }
}

const faultsOfText = (engine: Engine, text: string, variables: Variables) => {
  const { nodes, faults, tags } = parseTemplate(text);
  const unsafe = engine === 'HTML' ? unsafeTags(tokenize(text).tokens) : [];
  return { nodes, tags, errors: [...faults, ...checkTags(nodes, variables), ...unsafe] };
};

/** What a template asks for by its tags, against what it declares. */
export async function inspectTemplate(source: Pick<TemplateSource, 'engine' | 'bytes' | 'variables'>): Promise<Inspection> {
  const { engine, variables } = source;
  try {
    const { text } = await open(source);
    const { tags, errors } = faultsOfText(engine, text, variables);
    const used = new Set(tags.flatMap((tag) => [tag, tag.split('.')[0]]));
    return { tags, unused: [...variables.keys()].filter((name) => !used.has(name)), errors: inOrder(errors) };
  } catch (error) {
    return { tags: [], unused: [], errors: failed(error) };
  }
}

/**
 * Renders a template. Nothing but its arguments decides what comes of it: no clock, chance, place or language of the
 * machine. All that is wrong with template and data is said at once.
 */
export async function render(source: TemplateSource, given: unknown): Promise<Rendering> {
  const { engine, variables, locale } = source;
  const { data, faults, warnings } = completeData(variables, given);
  try {
    const { text, parts } = await open(source);
    const { nodes, errors } = faultsOfText(engine, text, variables);
    const wrong = [...errors, ...faults];
    if (wrong.length) return { errors: inOrder(wrong), warnings };
    const view = viewOf(variables, data, locale);
    const pieces = gather(nodes, view, engine);
    const bytes = parts ? await fillIn(parts, view, pieces) : await write(source, pieces);
    return { bytes, errors: [], warnings, dataSha256: createHash('sha256').update(canonicalJson(data)).digest('hex') };
  } catch (error) {
    return { errors: inOrder([...failed(error), ...faults]), warnings };
  }
}

function gather(nodes: readonly Node[], view: View, engine: Engine): Piece[] {
  const most = engine === 'PDF' ? MOST_PDF_TEXT : MOST_TEXT;
  const pieces: Piece[] = [];
  let length = 0;
  for (const piece of piecesOf(nodes, [view])) {
    const text = engine === 'HTML' ? htmlOf(piece) : piece.text;
    pieces.push({ text, isValue: piece.isValue });
    length += text.length;
    if (length > most || pieces.length > MOST_PIECES)
      throw new TemplateFaults([{ code: 'TOO_LARGE', message: 'the document would be too large' }]);
  }
  return pieces;
}

async function write({ engine, locale }: TemplateSource, pieces: readonly Piece[]): Promise<Buffer> {
  const text = pieces.map((piece) => piece.text).join('');
  assertTags(text, pieces);
  return engine === 'PDF' ? pdfOf(pieces, locale) : Buffer.from(text, 'utf8');
}

async function fillIn(parts: Parts, view: View, pieces: readonly Piece[]): Promise<Buffer> {
  const filled = docxOf(parts, view, pieces.length);
  assertTags(textOfDocx(filled), pieces);
  return pack(filled);
}

/**
 * The only tags that are left are those inside of values: two halves in two values would be one that nobody wrote.
 * @throws TemplateFaults TAG_IN_OUTPUT
 */
function assertTags(text: string, pieces: readonly Piece[]): void {
  const within = pieces.flatMap((piece) => (piece.isValue ? tagsIn(piece.text.replace(/\r\n?/g, '\n')) : []));
  if (tagsIn(text.replace(/\r\n?/g, '\n')).sort().join('\n') !== within.sort().join('\n'))
    throw new TemplateFaults([{ code: 'TAG_IN_OUTPUT', message: 'braces of several values would make a tag together' }]);
}
