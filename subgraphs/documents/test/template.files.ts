import { DOMParser } from '@xmldom/xmldom';
import PizZip from 'pizzip';

const TYPES = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>`;
const RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>`;

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A document in WordprocessingML with these paragraphs. */
export const wordDocument = (paragraphs: string) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs}</w:body></w:document>`;

/** A DOCX, each line of the text a paragraph. @param more other parts, or others in the place of these */
export function docx(text: string, more: Readonly<Record<string, string | Buffer>> = {}): Buffer {
  const paragraphs = text.split('\n').map((line) => `<w:p><w:r><w:t xml:space="preserve">${escapeXml(line)}</w:t></w:r></w:p>`);
  const zip = new PizZip();
  const parts = {
    '[Content_Types].xml': TYPES,
    '_rels/.rels': RELATIONSHIPS,
    'word/document.xml': wordDocument(paragraphs.join('')),
    ...more,
  };
  for (const [name, content] of Object.entries(parts)) zip.file(name, content);
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** What a DOCX says as a reader of XML has it, a line for each paragraph. */
export function textsOf(bytes: Buffer): string {
  const xml = new PizZip(bytes).file('word/document.xml')?.asText() ?? '';
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const lines = [...document.getElementsByTagName('w:p')].map((paragraph) =>
    [...paragraph.getElementsByTagName('*')]
      .map((node) => (node.tagName === 'w:t' ? (node.textContent ?? '') : node.tagName === 'w:br' ? '\n' : ''))
      .join(''),
  );
  return lines.join('\n');
}
