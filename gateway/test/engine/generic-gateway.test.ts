import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { type Served, serve } from './kit/served';

const SUBGRAPHS = {
  a: `type Query { me: Person slow: Int people: [Person!] fails: Int } type Mutation { rename(name: String!): Person }
    type Person @key(fields: "id") { id: ID! name: String friends: [Person!] }`,
  b: 'type Person @key(fields: "id") { id: ID! age: Int }',
};

describe('a gateway for any supergraph', () => {
  let served: Served;
  const held: (() => void)[] = [];
  beforeAll(async () => {
    const person = { id: '1', name: 'Ada', friends: [{ id: '1', name: 'Ada' }] };
    served = await serve(SUBGRAPHS, {
      'Query.me': () => person,
      'Query.people': () => [person, person],
      'Query.fails': () => {
        throw new Error('SELECT * FROM secrets');
      },
      'Query.slow': () => new Promise((resolve) => held.push(() => resolve(1))),
      'Mutation.rename': (_source, { name }) => ({ ...person, name }),
      'Person.age': () => 36,
    });
  }, 60_000);
  afterAll(() => served.stop());
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${served.gateway.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
  const answer = async (response: Response) => [response.status, await response.json()];

  it('keeps to GraphQL over HTTP', async () => {
    const results = await auditServer({ url: `${served.gateway.url}/graphql`, fetchFn: fetch });
    expect(results.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([]);
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThan(45);
  });

  it('answers across subgraphs, each entity asked for once', async () => {
    served.asked.length = 0;
    expect(await answer(await served.post({ query: '{ people { name age friends { age } } }' }))).toEqual([
      200,
      { data: { people: [1, 2].map(() => ({ name: 'Ada', age: 36, friends: [{ age: 36 }] })) } },
    ]);
    expect(served.asked).toHaveLength(2);
  });

  it('takes queries by GET from those who cannot be a page that was not asked, and no mutations', async () => {
    const header = { 'apollo-require-preflight': '1' };
    expect((await get('{ me { name } }')).status).toBe(400);
    expect(await answer(await get('{ me { name } }', header))).toEqual([200, { data: { me: { name: 'Ada' } } }]);
    expect((await get('mutation { rename(name: "x") { id } }', header)).status).toBe(405);
    expect((await get('{ me { name } }', { 'content-type': 'message/rfc822' })).status).toBe(415);
  });

  it.each([
    ['a form', '{ "query": "{ me { id } }" }', { 'content-type': 'text/plain' }, 415],
    ['another charset', '{ "query": "{ me { id } }" }', { 'content-type': 'application/json; charset=utf-7' }, 415],
    ['a batch', [{ query: '{ me { id } }' }], {}, 400],
    ['too much', { query: `{ me { id } } ${' '.repeat(101 * 1024)}` }, {}, 413],
    [
      'variables nested as nobody means them',
      `{"query":"{ me { id } }","variables":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`,
      {},
      400,
    ],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415],
    ['who takes only HTML', { query: '{ me { id } }' }, { accept: 'text/html' }, 406],
  ])('refuses %s', async (_name, body, headers, status) => {
    const response = await served.post(body, headers as Record<string, string>);
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([status, ['errors']]);
  });

  it('lets the pages ask that it was told of, and no others', async () => {
    const allowed = async (origin: string) =>
      (await served.post({ query: '{ me { id } }' }, { origin })).headers.get('access-control-allow-origin');
    expect(await Promise.all(['https://app.example.com', 'https://app.example.com.evil.com', 'null'].map(allowed))).toEqual([
      'https://app.example.com',
      null,
      null,
    ]);
  });

  it('shows nothing of what a subgraph says when it fails', async () => {
    const [status, body] = await answer(await served.post({ query: '{ fails me { name } }' }));
    expect([status, body]).toMatchObject([
      200,
      { data: { fails: null, me: { name: 'Ada' } }, errors: [{ path: ['fails'], extensions: { code: 'INTERNAL' } }] },
    ]);
    expect(JSON.stringify(body)).not.toContain('SELECT');
  });

  it('asks once for what the same person asks several times at once, and each time for others', async () => {
    served.asked.length = 0;
    const asks = [undefined, undefined, 'Bearer a', 'Bearer b'].map((authorization) =>
      served.post({ query: '{ slow }' }, authorization ? { authorization } : {}),
    );
    while (held.length < 3) await new Promise((resolve) => setImmediate(resolve));
    for (const release of held) release();
    expect(await Promise.all(asks.map(async (one) => (await one).json()))).toEqual(asks.map(() => ({ data: { slow: 1 } })));
    expect(served.asked).toHaveLength(3);
  });

  it.each([
    ['nested deeper than calls go', `${'{me'.repeat(3_000)}{id}${'}'.repeat(3_000)}`],
    ['a value nested deeper than calls go', `{ me(x: ${'['.repeat(7_000)}1${']'.repeat(7_000)}) { id } }`],
    ['nested as deep as may be counted', `{ me ${'{ friends '.repeat(990)} { id } ${'}'.repeat(990)} }`],
    ['the same again and again', `{ ${'__typename '.repeat(7_000)} }`],
  ])('says that a document takes too much, and nothing of how: %s', async (_, query) => {
    const { errors } = (await (await served.post({ query })).json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['LIMIT']);
    expect(errors[0]?.message).toMatch(/^(This document|An operation) .* ask for less at a time\.$/);
  });

  it('refuses what would be planned for minutes in the time that it takes to count it, while others go on', async () => {
    const doubling = (n: number) =>
      `{ me { ...F0 } } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Person { x${i}: friends { ...F${i + 1} } y${i}: friends { ...F${i + 1} } }`).join(' ')} fragment F${n} on Person { age }`;
    for (const n of [14, 18, 20, 24]) {
      const before = process.cpuUsage();
      const bomb = await served.post({ query: doubling(n) });
      const { user, system } = process.cpuUsage(before);
      expect(await bomb.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT' } }] });
      expect((user + system) / 1_000).toBeLessThan(100);
    }
    const [, other] = await Promise.all([served.post({ query: doubling(30) }), served.post({ query: '{ me { name age } }' })]);
    expect(await other.json()).toEqual({ data: { me: { name: 'Ada', age: 36 } } });
  });

  it('takes a new supergraph without dropping a request, and keeps the old one when the new one is none', async () => {
    const query = '{ me { name age } }';
    let isOver = false;
    const seen: unknown[] = [];
    const load = Promise.all(
      [1, 2, 3].map(async (n) => {
        for (let round = 0; !isOver; round++) seen.push(await (await served.post({ query: `${query} # ${n} ${round % 7}` })).json());
      }),
    );
    for (let n = 0; n < 2; n++) {
      await writeFile(
        served.file,
        served.compose({ ...SUBGRAPHS, b: `type Person @key(fields: "id") { id: ID! age: Int ${n % 2 ? '' : 'nick: String'} }` }),
      );
      expect(await served.gateway.reload()).toBe(true);
      const [, { errors }] = (await answer(await served.post({ query: '{ me { nick } }' }))) as [number, { errors?: unknown }];
      expect(errors === undefined).toBe(n % 2 === 0);
    }
    await writeFile(served.file, 'type Query { broken');
    await expect(served.gateway.reload()).rejects.toThrow();
    isOver = true;
    await load;
    expect(seen.length).toBeGreaterThan(20);
    for (const one of seen) expect(one).toEqual({ data: { me: { name: 'Ada', age: 36 } } });
    expect(await (await served.post({ query })).json()).toEqual({ data: { me: { name: 'Ada', age: 36 } } });
  }, 60_000);

  it('keeps idle connections for longer than load balancers do, and for no longer than it lives', async () => {
    const own = await serve({ a: 'type Query { slow: Int }' }, { 'Query.slow': () => new Promise((go) => held.push(() => go(1))) });
    expect((await own.post({ query: '{ __typename }' })).headers.get('keep-alive')).toBe('timeout=72');
    held.length = 0;
    const asked = own.post({ query: '{ slow }' });
    while (!held.length) await new Promise(setImmediate);
    const stopped = own.stop();
    held[0]?.();
    expect(await answer(await asked)).toEqual([200, { data: { slow: 1 } }]);
    await stopped;
  });
});
