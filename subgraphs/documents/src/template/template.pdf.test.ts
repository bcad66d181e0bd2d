import { PDFiumLibrary } from '@hyzyla/pdfium';
import { describe, expect, it } from '@jest/globals';
import { parseVariables } from './template.declaration';
import { render } from './template.render';

const { variables } = parseVariables({ name: { type: 'string' }, rows: { type: 'list', of: { type: 'string' } } });
const pdf = (text: string, data: object) => render({ engine: 'PDF', variables, locale: 'en-US', bytes: Buffer.from(text) }, data);

async function textOf(bytes: Buffer): Promise<string[]> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(bytes);
    const pages = [...document.pages()].map((page) => page.getText().replace(/\r\n/g, '\n').trim());
    document.destroy();
    return pages;
  } finally {
    library.destroy();
  }
}

describe('a PDF template', () => {
  it('prints names of many alphabets, and marks of the template alone', async () => {
    const names = 'Zoë Żółć Ђорђе Ελένη Nguyễn';
    const { bytes, errors } = await pdf('# Notice\n\nTo **{{name}}**\n- {{name}}\n---\n{{#rows}}\n{{.}}\n{{/rows}}\n===\nEnd', {
      name: names,
      rows: ['# one', '**two**', '===', '{{name}}'],
    });
    expect(errors).toEqual([]);
    const [first, second] = await textOf(bytes as Buffer);
    expect(first?.split('\n').map((line) => line.trim())).toEqual([
      'Notice',
      `To ${names}`,
      `• ${names}`,
      '# one',
      '**two**',
      '===',
      '{{name}}',
    ]);
    expect(second).toBe('End');
  });

  it('is the same each time, and says so of itself', async () => {
    const [one, two] = [await pdf('{{name}}', { name: 'Ann' }), await pdf('{{name}}', { name: 'Ann' })];
    expect(two.bytes?.equals(one.bytes as Buffer)).toBe(true);
    expect(one.bytes?.toString('latin1')).toContain('(D:20000101000000Z)');
    expect((await pdf('{{name}}', { name: 'Bob' })).bytes?.equals(one.bytes as Buffer)).toBe(false);
  });

  it('refuses what it could not print in its order, and says what', async () => {
    expect((await pdf('{{name}}', { name: '你a שלום' })).errors.map(({ code, path }) => [code, path])).toEqual([
      ['UNPRINTABLE', 'U+4F60'],
      ['UNPRINTABLE', 'U+05E9'],
      ['UNPRINTABLE', 'U+05DC'],
      ['UNPRINTABLE', 'U+05D5'],
      ['UNPRINTABLE', 'U+05DD'],
    ]);
  });
});
