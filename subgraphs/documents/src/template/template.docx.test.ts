import { describe, expect, it } from '@jest/globals';
import PizZip from 'pizzip';
import { docx, textsOf, wordDocument } from '../../test/template.files';
import { parseVariables } from './template.declaration';
import { inspectTemplate, render } from './template.render';

const { variables } = parseVariables({
  a: { type: 'string' },
  flag: { type: 'bool' },
  rows: { type: 'list', of: { name: { type: 'string' } } },
});
const renderDocx = (bytes: Buffer, data: object = { a: 'x' }) => render({ engine: 'DOCX', variables, locale: 'en-US', bytes }, data);
const refusal = async (bytes: Buffer) =>
  (await inspectTemplate({ engine: 'DOCX', variables, bytes })).errors.map(({ code, message }) => [code, message]);
const RUN = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const row = (...texts: string[]) => `<w:tr>${texts.map((text) => `<w:tc><w:p>${RUN(text)}</w:p></w:tc>`).join('')}</w:tr>`;
const MARK = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

describe('a DOCX template', () => {
  it('finds tags that a word processor has split, and repeats rows of tables', async () => {
    const bytes = docx('', {
      'word/document.xml': wordDocument(
        `<w:p>${RUN('{')}${RUN('{a')}${RUN('}}!')}</w:p><w:tbl>${row('{{#rows}}{{name}}', 'x{{/rows}}')}</w:tbl>`,
      ),
    });
    const { bytes: out, errors } = await renderDocx(bytes, { a: 'b\nc', rows: [{ name: '<1>' }, { name: '2' }] });
    expect(errors).toEqual([]);
    expect(textsOf(out as Buffer)).toBe('b\nc!\n<1>\nx\n2\nx\n');
  });

  it('fills in headers and what the file says of itself, and keeps everything else as it is', async () => {
    const picture = Buffer.from([0, 1, 2, 255]);
    const bytes = docx('{{a}}', {
      'word/header1.xml': wordDocument(`<w:p>${RUN('H {{a}}')}</w:p>`),
      'word/media/image1.png': picture,
      'docProps/core.xml':
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{a}}</dc:title></cp:coreProperties>',
      '[Content_Types].xml': new PizZip(docx(''))
        .file('[Content_Types].xml')
        ?.asText()
        .replace(
          '</Types>',
          `<Override PartName="/word/header1.xml" ContentType="${TYPE}.header+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
        ) as string,
    });
    const { bytes: out, errors } = await renderDocx(bytes, { a: 'A&B' });
    expect(errors).toEqual([]);
    const zip = new PizZip(out as Buffer);
    expect(zip.file('word/header1.xml')?.asText()).toContain('H A&amp;B');
    expect(zip.file('docProps/core.xml')?.asText()).toContain('<dc:title>A&amp;B</dc:title>');
    expect(zip.file('word/media/image1.png')?.asNodeBuffer()).toEqual(picture);
    expect(Object.values(zip.files).map(({ date }) => date.getFullYear())).toEqual(Array(6).fill(1980));
  });

  it('says where sections do not fit into tables', async () => {
    const table = `<w:tbl>${row('{{#rows}}{{name}}')}</w:tbl><w:p>${RUN('{{/rows}}')}</w:p>`;
    const { errors } = await renderDocx(docx('', { 'word/document.xml': wordDocument(table) }), { rows: [{ name: '1' }] });
    expect(errors).not.toEqual([]);
  });

  it('refuses macros, controls, embedded files, and what is fetched from elsewhere', async () => {
    const types = (main: string) =>
      new PizZip(docx('')).file('[Content_Types].xml')?.asText().replace(`${TYPE}.document.main+xml`, main) as string;
    const active = [['BAD_FILE', 'the file holds macros, controls or embedded files']];
    expect(await refusal(docx('', { '[Content_Types].xml': types('application/vnd.ms-word.document.macroEnabled.main+xml') }))).toEqual(
      active,
    );
    for (const part of ['word/vbaProject.bin', 'word/activeX/activeX1.xml', 'word/embeddings/oleObject1.bin', 'customUI/../vbaData.xml'])
      expect((await refusal(docx('', { [part]: 'x' })))[0]?.[0]).toBe('BAD_FILE');
    const related = (type: string) =>
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="https://x.example.com/t.dotm" TargetMode="External"/></Relationships>`;
    expect(await refusal(docx('', { 'word/_rels/settings.xml.rels': related('attachedTemplate') }))).toEqual([
      ['BAD_FILE', 'the file fetches something from elsewhere when it is opened'],
    ]);
    expect(await refusal(docx('', { 'word/_rels/document.xml.rels': related('hyperlink') }))).toEqual([]);
    const field = (...texts: string[]) => fieldOf(texts.map((text) => `<w:r><w:instrText>${text}</w:instrText></w:r>`).join(''));
    const fieldOf = (runs: string) => docx('', { 'word/document.xml': wordDocument(`<w:p>${MARK('begin')}${runs}${MARK('end')}</w:p>`) });
    const fetching = [['BAD_FILE', 'a field of the file fetches or runs something when it is opened']];
    expect(await refusal(field(' DDE', 'AUTO cmd "/k calc"'))).toEqual(fetching);
    expect(await refusal(field(' includepicture &quot;https://x.example.com&quot;'))).toEqual(fetching);
    expect(await refusal(field(' PAGE \\* MERGEFORMAT'))).toEqual([]);
    expect(await refusal(field(' HYPERLINK "https://x.example.com/?DDE LINK"'))).toEqual([]);
    // What another field says is to be done, nobody knows before.
    const told = `${MARK('begin')}<w:r><w:instrText> QUOTE 68 68 69 </w:instrText></w:r>${MARK('end')}<w:r><w:instrText> cmd</w:instrText></w:r>`;
    expect(await refusal(fieldOf(told))).toEqual(fetching);
    expect(await refusal(docx('', { 'word/document.xml': wordDocument('<w:p><w:fldSimple w:instr="DDE cmd"/></w:p>') }))).toEqual(fetching);
    for (const xml of [
      `<!DOCTYPE x [<!ENTITY a "b">]>${wordDocument('')}`,
      wordDocument('<w:p><w:r><w:t><![CDATA[{{a}}]]></w:t></w:r></w:p>'),
      wordDocument('').replace('UTF-8', 'UTF-7'),
      Buffer.from(`\ufeff${wordDocument('')}`, 'utf16le'),
    ])
      expect(await refusal(docx('', { 'word/document.xml': xml }))).toEqual([['BAD_FILE', 'a part of the file is no plain XML in UTF-8']]);
  });

  it('refuses bombs, links, double names and what is no DOCX', async () => {
    const bomb = docx('', { 'word/media/a.bin': Buffer.alloc(30 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(bomb)).toEqual([['BAD_FILE', 'the file is packed too tightly']]);
    const many = new PizZip();
    for (let index = 0; index <= 1_000; index += 1) many.file(`${index}`, 'x');
    expect(await refusal(many.generate({ type: 'nodebuffer' }))).toEqual([['BAD_FILE', 'the file has more than 1000 parts']]);
    // The directory says less than what comes out.
    const lying = Buffer.from(bomb);
    const name = lying.lastIndexOf('word/media/a.bin');
    lying.writeUInt32LE(100, name - 22);
    expect((await refusal(lying))[0]?.[0]).toBe('BAD_FILE');
    for (const bytes of [
      Buffer.from('{{a}}'),
      Buffer.alloc(0),
      bomb.subarray(0, 200),
      new PizZip().file('a', 'b').generate({ type: 'nodebuffer' }),
    ])
      expect((await refusal(bytes))[0]?.[0]).toBe('BAD_FILE');
    const twice = docx('{{a}}', { 'word/a.xml': '<a/>', 'word/b.xml': '<a/>' });
    for (let at = twice.indexOf('word/b.xml'); at >= 0; at = twice.indexOf('word/b.xml')) twice.write('word/a.xml', at);
    expect(await refusal(twice)).toEqual([['BAD_FILE', 'two parts of the file have one name']]);
  });

  it('is no way to put XML in, or to change what a tag is', async () => {
    for (const text of ['{{@a}}', '{{=<% %>=}}', '{{-w:p rows}}{{/rows}}', '{{/}}'])
      expect((await refusal(docx(text)))[0]?.[0]).toBe('UNDECLARED_TAG');
  });
});
