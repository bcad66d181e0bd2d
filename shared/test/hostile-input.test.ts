import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
});
afterAll(() => service.stop());

const viewer = aViewer();
const LIST = 'query ($filter: NoteFilter) { notes(filter: $filter, first: 100) { totalCount edges { node { title } } } }';
const codeOf = async (query: string, variables: Record<string, unknown> = {}) =>
  (await service.ask(viewer, query, variables)).errors?.[0]?.extensions?.code;
const titlesBy = async (filter: object): Promise<string[]> => {
  const { data, errors } = await service.ask(viewer, LIST, { filter });
  expect(errors).toBeUndefined();
  return data.notes.edges.map(({ node }: { node: { title: string } }) => node.title);
};

const TEXTS = [
  `'; DROP TABLE notes; --`,
  `' OR '1'='1`,
  `' UNION SELECT password_hash FROM users --`,
  `\\'; SELECT pg_sleep(10); --`,
  '/* x */',
  `"'"'`,
  '0x27204f52',
  '$1',
  ':filter_node_1',
  '${7*7}',
  '%',
  '_',
  '\\',
  '%_%\\%',
  '100%',
  '__proto__',
  'constructor',
  'toString',
  'ünï ✓ 😀',
  '\u202edlrow',
  '\r\nBcc: x',
  ' ',
  'null',
  '(a+)+$',
  "&|!'",
];

describe('a text', () => {
  it.each(TEXTS)('is stored and found to the letter: %j', async (text) => {
    const title = `${text} ${randomUUID().slice(0, 8)}`;
    const { data, errors } = await service.ask(viewer, 'mutation ($title: String!) { addNote(title: $title) { title } }', { title });
    expect([errors, data]).toEqual([undefined, { addNote: { title } }]);
    for (const operator of ['eq', 'startsWith', 'contains']) expect(await titlesBy({ title: { [operator]: title } })).toEqual([title]);
    expect(await titlesBy({ title: { in: [title] } })).toEqual([title]);
    expect(await titlesBy({ title: { startsWith: `x${title}` } })).toEqual([]);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['the first half of a character', 'a\ud83db'],
    ['the second half of a character', 'a\ude00b'],
  ])('with %s in it is BAD_USER_INPUT wherever it goes', async (_, text) => {
    for (const operator of ['eq', 'startsWith', 'contains'])
      expect(await codeOf(LIST, { filter: { title: { [operator]: text } } })).toBe('BAD_USER_INPUT');
    expect(await codeOf(LIST, { filter: { title: { in: ['fine', text] } } })).toBe('BAD_USER_INPUT');
    expect(await codeOf('mutation ($title: String!) { addNote(title: $title) { id } }', { title: text })).toBe('BAD_USER_INPUT');
    expect(await codeOf('query ($after: String) { notes(after: $after) { totalCount } }', { after: text })).toBe('BAD_USER_INPUT');
    expect(await codeOf(LIST, { filter: { id: { eq: text } } })).toBe('BAD_USER_INPUT');
    expect((await service.ask(viewer, 'query ($id: ID!) { note(id: $id) { id } }', { id: text })).data).toEqual({ note: null });
  });

  it('may be longer than anything that is there', async () => {
    expect(await titlesBy({ title: { contains: 'x'.repeat(3_000_000) } })).toEqual([]);
    expect(await codeOf('query ($after: String) { notes(after: $after) { totalCount } }', { after: 'x'.repeat(3_000_000) })).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('a filter', () => {
  it.each<[string, unknown]>([
    ['null', { title: null }],
    ['a null operand', { title: { eq: null } }],
    ['a null in a list', { title: { in: [null] } }],
    ['501 values', { title: { in: Array.from({ length: 501 }, String) } }],
    ['a malformed id', { id: { in: [randomUUID(), 'x'] } }],
    ['a column that is no field', { ownerId: { eq: 'x' } }],
    ['an operator that is none', { title: { _type: 'not' } }],
    ['a key that every object has', JSON.parse('{"constructor":{"eq":"x"}}')],
    ['a prototype', JSON.parse('{"__proto__":{"title":{"eq":"x"}}}')],
    ['an operator that every object has', JSON.parse('{"title":{"toString":"x"}}')],
    ['an object for a text', { title: { eq: {} } }],
    ['a list for a number', { rank: { eq: [1] } }],
    ['a number out of range', { rank: { gt: 2 ** 31 } }],
    ['an impossible instant', { createdAt: { gt: '2026-02-30T00:00:00Z' } }],
  ])('refuses %s', async (_, filter) => {
    expect(await codeOf(LIST, { filter })).toBe('BAD_USER_INPUT');
  });

  it('takes 500 values, none, and nothing', async () => {
    const title = randomUUID();
    await service.given((db) => db.save(db.create(Note, { ownerId: viewer.userId, title })));
    expect(await titlesBy({ title: { in: [title, ...Array.from({ length: 499 }, String)] } })).toEqual([title]);
    expect(await titlesBy({ title: { in: [] } })).toEqual([]);
    expect(await titlesBy({ title: {}, rank: {} })).toContain(title);
    expect(await titlesBy({ title: { eq: title }, createdAt: { gt: '0001-01-01T00:00:00Z', lt: '9999-12-31T23:59:59Z' } })).toEqual([
      title,
    ]);
  });
});
