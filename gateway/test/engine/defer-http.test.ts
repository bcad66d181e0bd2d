import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import { joined } from './kit/parts';
import { type Served, serve } from './kit/served';
import type { AnswerPart } from './kit/supergraph';

const SUBGRAPHS = {
  a: `type Query { me: Person people: [Person!] } type Mutation { rename(name: String!): Person }
    type Person @key(fields: "id") { id: ID! name: String friends: [Person!] }`,
  b: 'type Person @key(fields: "id") { id: ID! age: Int hobby: String! fails: Int! }',
  c: 'type Person @key(fields: "id") { id: ID! town: String }',
};
const PATIENCE = 180_000;
const ACCEPT = { accept: 'multipart/mixed;deferSpec=20220824,application/json;q=0.9' };

/** Parts of a response as they come. */
async function* partsOf(response: Response): AsyncGenerator<AnswerPart> {
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";deferSpec=20220824');
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const pieces = text.split('--graphql');
    text = pieces.pop() ?? '';
    for (const piece of pieces) if (piece.trim()) yield JSON.parse(piece.slice(piece.indexOf('\r\n\r\n'))) as AnswerPart;
  }
  expect(text).toBe('--\r\n');
}

async function readAll(response: Response): Promise<AnswerPart[]> {
  const parts: AnswerPart[] = [];
  for await (const part of partsOf(response)) parts.push(part);
  return parts;
}

describe('@defer over HTTP', () => {
  let served: Served;
  let held: (() => void)[] = [];
  const release = async () => {
    await until(() => held.length > 0);
    for (const one of held.splice(0)) one();
  };
  beforeAll(async () => {
    const ada = { id: '1', name: 'Ada' };
    const people = [ada, { id: '2', name: 'Bob' }];
    served = await serve(SUBGRAPHS, {
      'Query.me': () => ada,
      Person: (reference) => ({ ...people.find(({ id }) => id === (reference as { id: string }).id), __typename: 'Person' }),
      'Person.friends': () => people,
      'Query.people': () => people,
      'Mutation.rename': (_source, { name }) => ({ ...ada, name }),
      'Person.age': (source) => new Promise((resolve) => held.push(() => resolve(Number((source as { id: string }).id) + 30))),
      'Person.hobby': () => 'chess',
      'Person.fails': () => {
        throw new Error('SELECT * FROM secrets');
      },
      'Person.town': () => 'Ulm',
    });
  }, PATIENCE);
  beforeEach(() => {
    held = [];
  });
  afterAll(() => served.stop());
  const ask = (query: string, variables?: object) => served.post({ query, variables }, ACCEPT);

  it('sends what is there at once, and each part when it is', async () => {
    const parts = partsOf(await ask('{ me { name ... @defer(label: "later") { age } } }'));
    expect((await parts.next()).value).toEqual({ data: { me: { name: 'Ada' } }, hasNext: true });
    await release();
    expect((await parts.next()).value).toEqual({ incremental: [{ label: 'later', path: ['me'], data: { age: 31 } }], hasNext: false });
    expect((await parts.next()).done).toBe(true);
  });

  it('sends parts in lists and in other parts, each in its place and after what it is in', async () => {
    const query = `{ me { ... @defer { friends { name ...Old @defer(label: "old") town } } } } fragment Old on Person { age }`;
    const parts: AnswerPart[] = [];
    const reading = (async () => {
      for await (const part of partsOf(await ask(query))) parts.push(part);
    })();
    await until(() => parts.length === 2);
    expect(parts.map(({ hasNext }) => hasNext)).toEqual([true, true]);
    expect(parts[1]?.incremental?.map(({ path }) => path)).toEqual([['me']]);
    await release();
    await reading;
    expect(parts[2]?.incremental?.map(({ path, label }) => [path, label])).toEqual([
      [['me', 'friends', 0], 'old'],
      [['me', 'friends', 1], 'old'],
    ]);
    expect(joined(parts)).toEqual({
      data: {
        me: {
          friends: [
            { name: 'Ada', town: 'Ulm', age: 31 },
            { name: 'Bob', town: 'Ulm', age: 32 },
          ],
        },
      },
    });
  });

  it('tells of what fails in the part that it is in, and takes nothing else with it', async () => {
    const parts = await readAll(await ask('{ me { name ... @defer { fails } ... @defer { hobby } } }'));
    const told = parts.flatMap(({ incremental = [] }) => incremental);
    expect(parts[0]).toMatchObject({ data: { me: { name: 'Ada' } } });
    expect(told).toContainEqual({ path: ['me'], data: { hobby: 'chess' } });
    expect(told).toContainEqual({
      path: ['me'],
      data: null,
      errors: [expect.objectContaining({ path: ['me', 'fails'], extensions: expect.objectContaining({ code: 'INTERNAL' }) })],
    });
    expect(JSON.stringify(parts)).not.toContain('secrets');
  });

  it.each([
    ['is not wanted', '{ me { name ... @defer(if: false) { hobby } } }', {}],
    ['is not wanted this time', 'query ($later: Boolean!) { me { name ... @defer(if: $later) { hobby } } }', { later: false }],
  ])('sends all at once where it %s, and the client takes both', async (_, query, variables) => {
    expect(await readAll(await ask(query, variables))).toEqual([{ data: { me: { name: 'Ada', hobby: 'chess' } }, hasNext: false }]);
  });

  it('sends all at once to who takes no parts, and of a mutation', async () => {
    const query = '{ me { name ... @defer { hobby } } }';
    expect(await (await served.post({ query })).json()).toEqual({ data: { me: { name: 'Ada', hobby: 'chess' } } });
    const response = await ask('mutation { rename(name: "Eve") { name ... @defer { hobby } } }');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({ data: { rename: { name: 'Eve', hobby: 'chess' } } });
  });

  it('sends parts of a query by GET, to pages of origins that may ask', async () => {
    const query = encodeURIComponent('{ me { name ... @defer { hobby } } }');
    const headers = { ...ACCEPT, 'apollo-require-preflight': '1', origin: 'https://app.example.com' };
    const response = await fetch(`${served.gateway.url}/graphql?query=${query}`, { headers });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect((await readAll(response)).map(({ hasNext }) => hasNext)).toEqual([true, false]);
  });

  it('goes on by the supergraph that it was begun by, when another one takes over meanwhile', async () => {
    const parts = partsOf(await ask('{ me { name ... @defer { age } } }'));
    await parts.next();
    await until(() => held.length > 0);
    await writeFile(served.file, served.compose({ ...SUBGRAPHS, b: 'type Person @key(fields: "id") { id: ID! hobby: String! }' }));
    const isTaken = await served.gateway.reload();
    const { errors } = (await (await served.post({ query: '{ me { age } }' })).json()) as { errors?: unknown[] };
    await writeFile(served.file, served.compose(SUBGRAPHS));
    expect([isTaken, errors?.length, await served.gateway.reload()]).toEqual([true, 1, true]);
    await release();
    expect((await parts.next()).value).toEqual({ incremental: [{ path: ['me'], data: { age: 31 } }], hasNext: false });
    expect((await parts.next()).done).toBe(true);
  });

  it('says the same to each of several who ask for parts at once, and asks once for each person', async () => {
    const query = '{ me { name ... @defer { age } } }';
    served.asked.length = 0;
    const readers = ['', '', '', 'Bearer another'].map(async (authorization) =>
      partsOf(await served.post({ query }, { ...ACCEPT, ...(authorization && { authorization }) })),
    );
    const answers = await Promise.all(
      readers.map(async (reading) => {
        const parts = await reading;
        return { parts, first: (await parts.next()).value as AnswerPart };
      }),
    );
    await until(() => held.length === 2);
    await release();
    for (const { parts, first } of answers)
      expect(joined([first, (await parts.next()).value as AnswerPart])).toEqual({ data: { me: { name: 'Ada', age: 31 } } });
    expect(served.asked.filter((body) => body.includes('age'))).toHaveLength(2);
  });

  it.each([
    ['two parts of one label', '{ me { ... @defer(label: "x") { age } ... @defer(label: "x") { hobby } } }', 'have the label x'],
    ['a label that varies', 'query ($l: String) { me { ... @defer(label: $l) { age } } }', 'is a text'],
  ])('refuses %s', async (_, query, message) => {
    const { errors } = (await (await ask(query)).json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toContain(message);
  });

  it('gives up what nobody waits for any more', async () => {
    const leaving = new AbortController();
    const { url } = served.gateway;
    const body = JSON.stringify({ query: '{ me { name ... @defer { age } } }' });
    const headers = { 'content-type': 'application/json', ...ACCEPT };
    const parts = partsOf(await fetch(`${url}/graphql`, { method: 'POST', body, headers, signal: leaving.signal }));
    await parts.next();
    await until(() => held.length > 0);
    leaving.abort();
    await expect(parts.next()).rejects.toThrow();
    await release();
    expect((await served.post({ query: '{ me { name } }' })).status).toBe(200);
  });
});
