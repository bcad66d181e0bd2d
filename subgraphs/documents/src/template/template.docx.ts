import Docxtemplater from 'docxtemplater';
import { type Parts, toZip, unpack } from './template.archive';
import { type TemplateFault, TemplateFaults } from './template.faults';
import { lookUp } from './template.tree';
import type { View } from './template.view';

const MAIN = 'word/document.xml';
const TYPES = '[Content_Types].xml';
/** Parts that people read, and in which tags are filled in. */
const TEMPLATED = /^(word\/(document|header\d*|footer\d*|footnotes|comments)\.xml|docProps\/(core|app|custom)\.xml)$/;
const MAIN_TYPES = /application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.(document|template)\.main\+xml/;
const ACTIVE_TYPES = /macroEnabled|vbaProject|vbaData|activeX|oleObject|control\+xml/i;
const ACTIVE_PARTS = /(^|\/)(vbaProject|vbaData|activeX|embeddings|afchunk)/i;
/** Fields that count, number, name and format. All others may fetch or run something when the document is opened. */
const QUIET_FIELDS = new Set(
  `PAGE NUMPAGES SECTIONPAGES SECTION PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX HYPERLINK DATE TIME CREATEDATE SAVEDATE PRINTDATE
  AUTHOR TITLE SUBJECT KEYWORDS COMMENTS FILENAME DOCPROPERTY NUMWORDS NUMCHARS SYMBOL FORMTEXT FORMCHECKBOX FORMDROPDOWN MERGEFIELD IF
  LISTNUM CITATION BIBLIOGRAPHY ADVANCE EQ = `.split(/\s+/),
);
const MOST_OUTPUT = 32 * 1024 * 1024;

const bad = (message: string) => new TemplateFaults([{ code: 'BAD_FILE', message }]);
const isXml = (name: string) => /\.(xml|rels)$/i.test(name);

/**
 * Unpacks a DOCX that runs and fetches nothing when it is opened.
 * @throws TemplateFaults BAD_FILE, for macros among other things
 */
export async function readDocx(bytes: Buffer): Promise<Parts> {
  const parts = await unpack(bytes);
  const types = parts.get(TYPES)?.toString('utf8') ?? '';
  for (const name of parts.keys()) if (ACTIVE_PARTS.test(name)) throw bad('the file holds macros, controls or embedded files');
  if (ACTIVE_TYPES.test(types)) throw bad('the file holds macros, controls or embedded files');
  if (!MAIN_TYPES.test(types) || !parts.has(MAIN)) throw bad('the file is no DOCX');
  for (const [name, content] of parts) {
    if (!isXml(name)) continue;
    const xml = content.toString('utf8');
    if (!isPlain(xml)) throw bad('a part of the file is no plain XML in UTF-8');
    if (name.endsWith('.rels') && [...xml.matchAll(/<Relationship\b[^>]*>/g)].some(([one]) => fetches(one)))
      throw bad('the file fetches something from elsewhere when it is opened');
    if (fieldsOf(xml).some((name) => !QUIET_FIELDS.has(name))) throw bad('a field of the file fetches or runs something when it is opened');
    if (/<w:altChunk\b/.test(xml)) throw bad('the file holds another file');
  }
  return parts;
}

const fetches = (relationship: string): boolean =>
  /TargetMode\s*=\s*["']External/i.test(relationship) && !/Type\s*=\s*["'][^"']*\/hyperlink["']/i.test(relationship);

/** Without entities of its own, and without what is read otherwise than it looks. */
const isPlain = (xml: string): boolean =>
  !/<!(DOCTYPE|ENTITY)|<!\[CDATA\[|\0/i.test(xml) && !/^\ufeff?<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])/i.test(xml);

const FIELD = /<w:fldChar\b[^>]*w:fldCharType\s*=\s*["'](\w+)|<w:instrText\b[^>]*>([^<]*)|<w:fldSimple\b[^>]*w:instr\s*=\s*["']([^"']*)/g;

/** What each field does; its instruction may lie in several runs. What it is told by another field is nothing that we know. */
function fieldsOf(xml: string): string[] {
  const fields: string[] = [];
  const texts: string[] = [''];
  for (const [, mark, text, simple] of xml.matchAll(FIELD)) {
    if (simple !== undefined) fields.push(simple);
    else if (text !== undefined) texts.push(`${texts.pop() ?? ''}${text}`);
    else {
      fields.push(texts.pop() ?? '');
      texts.push(mark === 'begin' ? '\0' : '');
    }
  }
  return [...fields, ...texts].filter(Boolean).map(
    (text) =>
      decode(text.replace('\0', ''))
        .trim()
        .split(/[\s\\"]/)[0]
        ?.toUpperCase() ?? '',
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    if (name) return ENTITIES[name] ?? all;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

const TEXTS =
  'w:t|a:t|m:t|vt:lpstr|vt:lpwstr|dc:creator|dc:description|dc:subject|dc:title|cp:category|cp:keywords|cp:contentStatus|Company|Manager|HyperlinkBase';
const READ = new RegExp(`<(?:${TEXTS})(?:\\s[^>]*)?>([^<]*)</|</(?:w:p|a:p|dc:\\w+|cp:\\w+)>|<w:br\\b[^>]*>|<w:tab/>`, 'g');

/** All that people read in a DOCX, a line for each paragraph: header and footer as well as the names in its properties. */
export const textOfDocx = (parts: Parts): string =>
  [...parts]
    .filter(([name]) => TEMPLATED.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, content]) =>
      [...content.toString('utf8').matchAll(READ)]
        .map(([all, text]) => (text === undefined ? (all === '<w:tab/>' ? '\t' : '\n') : decode(text)))
        .join(''),
    )
    .join('\n');

/** A name in a tag; the sections around it are looked through from the inside, and nothing else is evaluated. */
const parser = (tag: string) => ({
  get: (_scope: unknown, { scopeList, num, meta }: { scopeList: readonly unknown[]; num: number; meta: { part: { module?: string } } }) => {
    const views = scopeList.slice(0, num + 1).filter((one): one is View => one instanceof Map);
    const shown = lookUp(tag.trim(), views.reverse());
    if (!shown) throw new Error('undeclared');
    return meta.part.module === 'loop' ? (shown.items ?? shown.isSet) : shown.text;
  },
});

/**
 * Fills in a DOCX. Values are text alone, of which nothing is read again; a break in one is a break of the line.
 * @throws TemplateFaults for what its parts do not bear
 */
export function docxOf(parts: Parts, view: View, printed: number): Parts {
  const largest = Math.max(...[...parts].map(([name, content]) => (TEMPLATED.test(name) ? content.length : 0)));
  if (printed * largest > MOST_OUTPUT) throw new TemplateFaults([{ code: 'TOO_LARGE', message: 'the document would be too large' }]);
  try {
    const docx = new Docxtemplater(toZip(parts), {
      delimiters: { start: '{{', end: '}}' },
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      syntax: { changeDelimiterPrefix: null },
      fileTypeConfig: plainConfig(),
      parser,
    });
    docx.render(view);
    const { files } = docx.getZip() as ReturnType<typeof toZip>;
    return new Map(Object.values(files).flatMap((file) => (file.dir ? [] : [[file.name, file.asNodeBuffer()]])));
  } catch (error) {
    throw new TemplateFaults(faultsOf(error));
  }
}

/** Without the tag that puts raw XML in. */
function plainConfig(): object {
  const { FileTypeConfig } = Docxtemplater as unknown as { FileTypeConfig: { docx(): { baseModules: (() => { name: string })[] } } };
  const config = FileTypeConfig.docx();
  return { ...config, baseModules: config.baseModules.filter((make) => make().name !== 'RawXmlModule') };
}

interface DocxError {
  readonly properties?: { readonly id?: string; readonly xtag?: string; readonly errors?: readonly DocxError[] };
}

const ids = (error: unknown): DocxError[] => {
  const { properties } = error as DocxError;
  return properties?.errors ? properties.errors.flatMap(ids) : [error as DocxError];
};

const faultsOf = (error: unknown): TemplateFault[] =>
  ids(error).map(({ properties }) => {
    const { id = '', xtag } = properties ?? {};
    const tag = xtag && { tag: xtag.slice(0, 100) };
    if (/^(unclosed|closing_tag_does)/.test(id)) return { code: 'UNCLOSED_TAG', message: 'begins what does not end in its place', ...tag };
    if (/^unopened/.test(id)) return { code: 'UNOPENED_TAG', message: 'ends what begins in another place', ...tag };
    if (/^scopeparser/.test(id)) return { code: 'UNDECLARED_TAG', message: 'is not declared where it stands', ...tag };
    return { code: 'BAD_FILE', message: 'the DOCX is not put together as it should be', ...tag };
  });
