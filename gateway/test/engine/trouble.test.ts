import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionError } from '../../src/engine/execution/run-plan';
import { Graph } from '../../src/engine/graph';
import { SupergraphPlanner } from '../../src/engine/supergraph/planner';
import { HttpSubgraph, SUBGRAPH_LIMITS } from '../../src/engine/transport/http-subgraph';
import { compose, supergraph } from './kit/supergraph';

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const SDL = supergraph('trouble', {
  good: `type Query { things: [Thing!] ok: Int } type Thing @key(fields: "id") { id: ID! }`,
  bad: `type Query { fine: Int } type Mutation { change: Int } type Thing @key(fields: "id") { id: ID! name: String must: Int! }`,
});
const json =
  (value: unknown): Behaviour =>
  (_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
const LIMITS = { ...SUBGRAPH_LIMITS, timeoutMs: 400, maxBytes: 64 * 1024, breaker: { failures: 3, openMs: 60_000 } };

describe('a subgraph in trouble', () => {
  const facts = SupergraphPlanner.build(compose(SDL.subgraphs));
  const graph = new Graph({ facts: facts.facts, plan: async (text) => facts.plan(text) });
  let behaviour: Behaviour = json({});
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => behaviour(request, response, Buffer.concat(chunks).toString()));
  });
  let url: string;
  let bad: HttpSubgraph;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    asked = 0;
    bad = new HttpSubgraph('bad', url, LIMITS);
  });

  const things = ['1', '2', '3'].map((id) => ({ __typename: 'Thing', id }));
  const ask = async (query: string, client?: AbortSignal, deadlineMs?: number) => {
    const causes: unknown[] = [];
    const format = ({ message, path, extensions, cause }: ExecutionError & { readonly extensions?: Readonly<Record<string, unknown>> }) => {
      causes.push(cause);
      return { message: extensions?.code ? message : 'masked', path, code: extensions?.code };
    };
    const transport = {
      ask: async (request: Parameters<HttpSubgraph['ask']>[0], signal: AbortSignal) =>
        request.service === 'good'
          ? { data: { things: structuredClone(things), again: structuredClone(things), ok: 1 } }
          : bad.ask(request, {}, signal),
    };
    const { body } = await graph.answer({ query }, { transport, format: format as never, client, deadlineMs });
    return {
      ...(JSON.parse(String(body)) as { data: unknown; errors?: { message: string; path: unknown; code: unknown }[] }),
      causes,
      text: String(body),
    };
  };
  const QUERY = '{ ok things { id name } }';
  const UNAVAILABLE = 'The bad service does not answer right now; try again.';
  const partial = {
    ok: 1,
    things: [
      { id: '1', name: null },
      { id: '2', name: null },
      { id: '3', name: null },
    ],
  };
  const at = (message: string, code?: string) => [0, 1, 2].map((n) => ({ message, path: ['things', n, 'name'], code }));

  const unavailable: Record<string, Behaviour> = {
    'that does not answer in time': () => undefined,
    'that answers a byte at a time': (_request, response) => {
      response.setHeader('content-type', 'application/json');
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    },
    'that resets before it answers': (request) => request.socket.destroy(),
    'that resets after its headers': (request, response) => {
      response.setHeader('content-type', 'application/json').flushHeaders();
      setImmediate(() => request.socket.destroy());
    },
    'that resets within its answer': (request, response) => {
      response.setHeader('content-type', 'application/json').write('{"data":{"_enti');
      setImmediate(() => request.socket.destroy());
    },
    'that answers 500': (_request, response) =>
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"secret":"stack at db-1.internal"}'),
    'that answers 502 and HTML': (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>secret</h1>'),
    'that answers 200 and HTML': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>secret</h1>'),
    'that answers 204': (_request, response) => response.writeHead(204).end(),
    'that sends elsewhere': (_request, response) => response.writeHead(302, { location: '/secret' }).end(),
    'that answers too much': (_request, response) => {
      response.setHeader('content-type', 'application/json');
      const more = (): void => {
        while (response.write('x'.repeat(16 * 1024)));
      };
      response.on('drain', more);
      more();
    },
    'that promises too much': (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '200000000' }).write('{'),
  };
  it.each(Object.entries(unavailable))('%s costs its own fields alone', async (_name, does) => {
    behaviour = does;
    const { data, errors, text, causes } = await ask(QUERY);
    expect(data).toEqual(partial);
    expect(errors).toEqual(at(UNAVAILABLE, 'UNAVAILABLE'));
    expect(text).not.toMatch(/secret|127\.0\.0\.1|ECONN|UND_ERR/);
    expect(causes.every(Boolean)).toBe(true);
  });

  it('costs the fields of an entity wherever it is', async () => {
    behaviour = json({ data: { _entities: [{ name: 'one' }] } });
    const { data, errors } = await ask('{ things { id name } again: things { name } }');
    expect(data).toEqual({ things: partial.things, again: [{ name: null }, { name: null }, { name: null }] });
    const paths = ['1', '2', '3'].flatMap((_, n) => ['things', 'again'].map((list) => [list, n, 'name']));
    expect(errors?.map(({ path }) => path)).toEqual(paths);
  });

  const wrong: Record<string, [Behaviour, unknown]> = {
    'truncated JSON': [
      (_request, response) => response.setHeader('content-type', 'application/json').end('{"data":{"_entities":[{"na'),
      'name',
    ],
    'a list': [json([{ data: {} }]), 'name'],
    'data that are text': [json({ data: 'x' }), 'name'],
    'neither data nor errors': [json({ data: null }), 'name'],
    'fewer entities than it was asked for': [json({ data: { _entities: [{ name: 'one' }, { name: 'two' }] } }), 'name'],
    'more entities than it was asked for': [json({ data: { _entities: [1, 2, 3, 4].map((n) => ({ name: `${n}` })) } }), 'name'],
    'values of another type': [json({ data: { _entities: [1, 2, 3].map(() => ({ name: { deep: 1 } })) } }), 'name'],
  };
  it.each(Object.entries(wrong))('that answers %s is told of at the fields, and nothing is put in another place', async (_name, [does]) => {
    behaviour = does;
    const { data, errors } = await ask(QUERY);
    expect(data).toEqual(partial);
    expect(errors).toEqual(at('masked'));
  });

  it('that answers more fields than it was asked for, and names of JavaScript, changes nothing else', async () => {
    behaviour = (_request, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(
          '{"data":{"__proto__":{"polluted":1},"_entities":[{"name":"a","more":1,"__proto__":{"polluted":1}},{"name":"b","constructor":{"prototype":{"polluted":1}}},{"name":"c"}]}}',
        );
    const { data, errors } = await ask(QUERY);
    expect([data, errors]).toEqual([{ ok: 1, things: ['a', 'b', 'c'].map((name, n) => ({ id: `${n + 1}`, name })) }, undefined]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('that names another type is not believed', async () => {
    behaviour = json({ data: { _entities: [1, 2, 3].map(() => ({ __typename: 'Other', name: 'x' })) } });
    const { data, errors } = await ask(QUERY);
    expect(data).toEqual({ ok: 1, things: null });
    expect(errors?.[0]).toEqual({ message: 'masked', path: ['things', 0], code: undefined });
  });

  it('is asked a query once more when the connection breaks, and a mutation never', async () => {
    behaviour = (request, response, body) =>
      asked === 1 ? request.socket.destroy() : json({ data: { fine: 7 } })(request, response, body);
    expect(await ask('{ fine }')).toMatchObject({ data: { fine: 7 } });
    expect(asked).toBe(2);
    asked = 0;
    expect(await ask('mutation { change }')).toMatchObject({ data: { change: null }, errors: [{ path: ['change'], code: 'UNAVAILABLE' }] });
    expect(asked).toBe(1);
  });

  it.each([
    ['its headers', (_request, response) => response.flushHeaders()],
    ['some of its answer', (_request, response) => response.write('{"data":')],
  ] as [string, Behaviour][])('is asked no more when the connection breaks after %s', async (_name, begins) => {
    behaviour = (request, response, body) => {
      response.setHeader('content-type', 'application/json');
      begins(request, response, body);
      setImmediate(() => request.socket.destroy());
    };
    expect(await ask('{ fine }')).toMatchObject({ data: { fine: null }, errors: [{ path: ['fine'], code: 'UNAVAILABLE' }] });
    expect(asked).toBe(1);
  });

  it('that says first that it is at work is waited for', async () => {
    behaviour = (request, response, body) => {
      response.writeProcessing();
      json({ data: { fine: 7 } })(request, response, body);
    };
    expect(await ask('{ fine }')).toMatchObject({ data: { fine: 7 } });
  });

  it('is left alone for a while after it failed again and again', async () => {
    behaviour = (_request, response) => response.writeHead(503).end();
    for (let n = 0; n < LIMITS.breaker.failures; n++) await ask('{ fine }');
    asked = 0;
    expect(await ask('{ ok fine }')).toMatchObject({ data: { ok: 1, fine: null }, errors: [{ message: UNAVAILABLE, path: ['fine'] }] });
    expect(asked).toBe(0);
  });

  it('is not left alone for what it does not take of one client', async () => {
    behaviour = (_request, response) => response.writeHead(413).end();
    for (let n = 0; n < 2 * LIMITS.breaker.failures; n++) await ask('{ fine }');
    expect(asked).toBe(2 * LIMITS.breaker.failures);
  });

  it('is given up when the client leaves, but for a mutation', async () => {
    const closed = new Promise<void>((resolve) => {
      behaviour = (request, response) => {
        response.on('close', () => resolve());
        request.socket.resume();
      };
    });
    const client = new AbortController();
    const answer = ask('{ fine }', client.signal);
    while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
    client.abort(new Error('gone'));
    await answer;
    await closed;
    behaviour = (request, response, body) => {
      client.abort();
      json({ data: { change: 1 } })(request, response, body);
    };
    expect(await ask('mutation { change }', client.signal)).toMatchObject({ data: { change: 1 } });
  });

  it('keeps its connection when clients leave whose queries still wait for one', async () => {
    bad = new HttpSubgraph('bad', url, { ...LIMITS, connections: 1 });
    let connections = 0;
    const count = () => connections++;
    server.on('connection', count);
    let release = () => undefined as unknown;
    behaviour = (...given) => {
      release = () => json({ data: { fine: 7 } })(...given);
    };
    const first = ask('{ fine }');
    while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
    const client = new AbortController();
    const others = [1, 2, 3, 4, 5].map(() => ask('{ fine }', client.signal));
    await new Promise((resolve) => setImmediate(resolve));
    client.abort(new Error('gone'));
    await Promise.all(others);
    behaviour = json({ data: { fine: 8 } });
    const last = ask('{ fine }');
    release();
    expect([await first, await last]).toMatchObject([{ data: { fine: 7 } }, { data: { fine: 8 } }]);
    expect([connections, asked]).toEqual([1, 2]);
    server.off('connection', count);
  });

  it('is not asked any more when the operation has no time left', async () => {
    behaviour = () => undefined;
    const { data, errors } = await ask('{ ok fine }', undefined, 20);
    expect(data).toEqual({ ok: 1, fine: null });
    expect(errors).toEqual([{ message: expect.stringContaining('no time left'), path: ['fine'], code: 'UNAVAILABLE' }]);
  });
});
