import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { docx, textsOf } from '../../test/template.files';
import { parseVariables } from './template.declaration';
import { type Engine, render, type TemplateSource } from './template.render';
import { tagsIn } from './template.tags';

const source = (engine: Engine, text: string, declared: object): TemplateSource => {
  const { variables, faults } = parseVariables(declared);
  expect(faults).toEqual({});
  return { engine, variables, locale: 'en-US', bytes: engine === 'DOCX' ? docx(text) : Buffer.from(text) };
};
const rendered = async (engine: Engine, text: string, declared: object, data: unknown) => {
  const { bytes, errors } = await render(source(engine, text, declared), data);
  expect(errors).toEqual([]);
  return engine === 'DOCX' ? textsOf(bytes as Buffer) : (bytes as Buffer).toString();
};
const faultsOf = async (engine: Engine, text: string, declared: object, data: unknown) => {
  const { errors, bytes } = await render(source(engine, text, declared), data);
  expect(bytes).toBeUndefined();
  return errors.map(({ code, path, tag, offset }) => [code, ...[path ?? tag].filter((one) => one !== undefined), ...[offset ?? []].flat()]);
};

const LETTER = {
  client: { type: 'party', required: true },
  paid: { type: 'bool', default: false },
  price: { type: 'money' },
  due: { type: 'date' },
  count: { type: 'int', default: 3 },
  homes: { type: 'list', of: { street: { type: 'string', required: true }, worth: { type: 'money', format: 'EUR' } } },
  notes: { type: 'list', of: { type: 'string' } },
};
const TEXT = `Dear {{client.name}} ({{ client.company }}),
{{#homes}}
* {{street}} for {{worth}}, {{client.name}}
{{/homes}}
{{^homes}}
No homes.
{{/homes}}
{{paid}}: {{#paid}}paid {{price}}{{/paid}}{{^paid}}{{price}} due on {{due}}{{/paid}}; {{count}}
{{#notes}}[{{.}}]{{/notes}}`;
const DATA = {
  client: { name: 'Zoë Żak', company: 'Ａ & B' },
  price: '-1234567.5',
  due: '2026-03-01',
  count: '12345678901234567890',
  homes: [{ street: '1 <Elm>', worth: '20.00' }, { street: '{{secret}}' }],
  notes: ['a', '{{client.name}}'],
};

describe('a template', () => {
  it('prints declared values, repeats lists and shows what is set, in every engine', async () => {
    const text = `Dear Zoë Żak (Ａ & B),
* 1 <Elm> for €20.00, Zoë Żak
* {{secret}} for , Zoë Żak
No: -$1,234,567.50 due on March 1, 2026; 12,345,678,901,234,567,890
[a][{{client.name}}]`;
    expect(await rendered('TEXT', TEXT, LETTER, DATA)).toBe(text);
    expect(await rendered('DOCX', TEXT, LETTER, DATA)).toBe(text);
    expect(await rendered('HTML', TEXT, LETTER, DATA)).toBe(text.replaceAll('&', '&amp;').replaceAll('<Elm>', '&lt;Elm&gt;'));
    expect(await rendered('TEXT', TEXT, LETTER, { client: { name: 'A' }, paid: true })).toBe('Dear A (),\nNo homes.\nYes: paid ; 3\n');
  });

  it.each(['TEXT', 'HTML', 'DOCX', 'PDF'] as const)('says everything that is wrong at once: %s', async (engine) => {
    const declared = { amount: { type: 'money' }, buyer: { type: 'string' } };
    expect(await faultsOf(engine, '{{amount}} {{buyer}', declared, { amount: 'x' })).toEqual([
      ['UNCLOSED_TAG', 11],
      ['TYPE_MISMATCH', 'amount'],
    ]);
    expect(
      await faultsOf(
        engine,
        '{{#homes}}{{street}}{{/notes}} {{nobody}} {{#client}} }} {{street}} {{homes}} {{a + b}} {{@client}}',
        LETTER,
        {
          price: 12,
          due: '2026-02-30',
          count: 1.5,
          paid: 'yes',
          homes: [{}, { street: 1, worth: '1.001' }, null],
          notes: 'a',
        },
      ),
    ).toEqual([
      ['UNCLOSED_TAG', '#homes', 0],
      ['UNOPENED_TAG', '/notes', 20],
      ['UNDECLARED_TAG', 'nobody', 31],
      ['UNCLOSED_TAG', '#client', 42],
      ['TYPE_MISMATCH', 'client', 42],
      ['UNOPENED_TAG', 54],
      ['TYPE_MISMATCH', 'homes', 68],
      ['UNDECLARED_TAG', 'a + b', 78],
      ['UNDECLARED_TAG', '@client', 88],
      ['MISSING_REQUIRED', 'client'],
      ['TYPE_MISMATCH', 'paid'],
      ['TYPE_MISMATCH', 'price'],
      ['TYPE_MISMATCH', 'due'],
      ['TYPE_MISMATCH', 'count'],
      ['MISSING_REQUIRED', 'homes[0].street'],
      ['TYPE_MISMATCH', 'homes[1].street'],
      ['TYPE_MISMATCH', 'homes[1].worth'],
      ['TYPE_MISMATCH', 'homes[2]'],
      ['TYPE_MISMATCH', 'notes'],
    ]);
  });

  it('warns of what is not declared, and hashes data as it counts', async () => {
    const given = source('TEXT', '{{a}}', { a: { type: 'string', default: 'x' } });
    const one = await render(given, { a: 'x', b: 1, constructor: 2 });
    expect(one.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['EXTRA_KEY', 'b'],
      ['EXTRA_KEY', 'constructor'],
    ]);
    expect(one.dataSha256).toBe((await render(given, {})).dataSha256);
    expect(one.dataSha256).not.toBe((await render(given, { a: 'y' })).dataSha256);
    expect((await render(given, [])).errors).toMatchObject([{ code: 'TYPE_MISMATCH', path: '' }]);
  });

  it('reaches nothing of JavaScript by a name', async () => {
    const faults = await faultsOf('TEXT', '{{constructor}}{{__proto__}}{{a.constructor}}{{a.length}}', { a: { type: 'string' } }, {});
    expect(faults.map(([code]) => code)).toEqual(['UNDECLARED_TAG', 'UNDECLARED_TAG', 'UNDECLARED_TAG', 'UNDECLARED_TAG']);
  });

  it('makes no tag out of the halves of two values', async () => {
    const declared = { a: { type: 'string' }, b: { type: 'string' } };
    for (const engine of ['TEXT', 'HTML', 'DOCX', 'PDF'] as const) {
      expect(await faultsOf(engine, '{{a}}x{{b}}', declared, { a: '{{', b: '}}' })).toEqual([['TAG_IN_OUTPUT']]);
      expect(await faultsOf(engine, '{{a}}}', declared, { a: '{{x}' })).toEqual([['UNOPENED_TAG', 5]]);
    }
  });

  it.each(['TEXT', 'HTML', 'DOCX', 'PDF'] as const)('is bounded in what comes out, and in what is done for it: %s', async (engine) => {
    const declared = { a: { type: 'list', of: { type: 'string' } } };
    const given = { a: Array.from({ length: 1_000 }, () => 'x') };
    for (const text of ['{{#a}}{{#a}}{{.}}{{/a}}{{/a}}', '{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}', `{{#a}}${'0123456789'.repeat(500)}{{/a}}`])
      expect(await faultsOf(engine, text, declared, given)).toEqual([['TOO_LARGE']]);
  });

  it('has at most 500 pages as a PDF', async () => {
    const given = { a: Array.from({ length: 501 }, () => 1) };
    expect(await faultsOf('PDF', '{{#a}}\n===\n{{/a}}', { a: { type: 'list', of: { type: 'int' } } }, given)).toEqual([['TOO_LARGE']]);
  });
});

/** Text with all that could trip a renderer over. */
const nasty = fc.oneof(
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text) => text.replace(/[^\t\n\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')),
  fc.constantFrom(
    '{{b}}',
    '{{#list}}',
    '{{',
    '}}',
    '{',
    '}',
    '<b>',
    '&amp;',
    '"\'',
    ']]>',
    '<!--',
    '{{a}',
    '$&',
    '# no heading',
    '\n\n',
    '{{/list}}',
  ),
);
const data = fc.record({
  a: nasty,
  b: nasty,
  flag: fc.boolean(),
  list: fc.array(fc.record({ a: nasty, n: fc.maxSafeInteger() }), { maxLength: 3 }),
});
const DECLARED = {
  a: { type: 'string' },
  b: { type: 'string' },
  flag: { type: 'bool' },
  list: { type: 'list', of: { a: { type: 'string' }, n: { type: 'int' } } },
};
const fragment = fc.constantFrom(
  '{{a}}',
  '{{b}}',
  ' x ',
  '{ ',
  ' }',
  '\n',
  '{{#flag}}on{{/flag}}',
  '{{^flag}}off{{/flag}}',
  '\n{{#list}}\n{{a}}: {{n}}\n{{/list}}\n',
);
const template = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(''));

describe('every template and data', () => {
  it('leaves no tag but those inside of values, and is the same each time', async () => {
    for (const engine of ['TEXT', 'HTML', 'DOCX'] as const) {
      await fc.assert(
        fc.asyncProperty(template, data, async (text, given) => {
          const one = source(engine, text, DECLARED);
          const [first, second] = [await render(one, given), await render({ ...one }, structuredClone(given))];
          expect(second).toEqual(first);
          if (!first.bytes) return expect(first.errors.map(({ code }) => code)).toEqual(['TAG_IN_OUTPUT']);
          const out = engine === 'DOCX' ? textsOf(first.bytes) : first.bytes.toString();
          const values = [given.a, given.b, ...given.list.map((item) => item.a)].join('\n\n');
          if (!/[{}]/.test(values)) expect(tagsIn(out)).toEqual([]);
          for (const tag of engine === 'HTML' ? [] : tagsIn(out)) expect(values).toContain(tag);
        }),
        { numRuns: engine === 'DOCX' ? 40 : 200 },
      );
    }
  });

  it('comes back from HTML and DOCX as the text that went in', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (value) => {
        const declared = { a: { type: 'string' } };
        const html = await render(source('HTML', '<p title="{{a}}">{{a}}</p>', declared), { a: value });
        if (!html.bytes) return expect(html.errors.map(({ code }) => code)).toEqual(['TAG_IN_OUTPUT']);
        const [, attribute = '', text = ''] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(html.bytes.toString()) ?? [];
        expect([decodeHtml(attribute), decodeHtml(text)]).toEqual([value, value]);
        expect(await rendered('DOCX', '<{{a}}>', declared, { a: value })).toBe(`<${value}>`);
      }),
      { numRuns: 60 },
    );
  });
});

const decodeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '');
