import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { News } from './kit/live-subgraph';
import { type Served, serve } from './kit/served';

const SUBGRAPHS = {
  a: `type Query { me: Person } type Subscription { met(where: String): Person counted: Int }
    type Person @key(fields: "id") { id: ID! name: String @shareable }`,
  b: 'type Person @key(fields: "id") { id: ID! age: Int name: String @shareable }',
};
/** The same without a field of the first, so that the events have to be asked for otherwise. */
const MOVED = {
  ...SUBGRAPHS,
  a: `type Query { me: Person } type Subscription { met(where: String): Person counted: Int }
    type Person @key(fields: "id") { id: ID! }`,
};

interface Heard {
  readonly answers: unknown[];
  readonly over: Promise<unknown>;
  leave(): void;
}

/** A machine with much else to do takes long to start a planner. */
const PATIENCE = 180_000;
jest.setTimeout(PATIENCE);

describe.each(['ws', 'sse'] as const)('subscriptions, to subgraphs by %s', (subscriptions) => {
  let served: Served;
  let met: News<unknown>;
  let counted: News<unknown>;
  let clients: Client[];

  beforeEach(async () => {
    met = new News();
    counted = new News();
    clients = [];
    served = await serve(
      SUBGRAPHS,
      {
        'Subscription.met': (_source, { where }) => {
          if (where === 'nowhere') throw new Error('SELECT * FROM secrets');
          return met.listen();
        },
        'Subscription.counted': () => counted.listen(),
        'Person.age': (source) => Number((source as { id: string }).id) + 30,
        'Person.name': (source) => (source as { name?: string; id: string }).name ?? `moved ${(source as { id: string }).id}`,
      },
      { subscriptions },
    );
  }, PATIENCE);
  afterEach(async () => {
    for (const client of clients) void client.dispose();
    await served.stop();
  });

  const byWebSocket = (query: string, variables?: Record<string, unknown>, connectionParams = {}): Heard => {
    const client = createClient({
      url: `${served.gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
      onNonLazyError: () => undefined,
    });
    clients.push(client);
    const answers: unknown[] = [];
    let leave: () => void = () => undefined;
    const over = new Promise<unknown>((resolve) => {
      leave = client.subscribe(
        { query, variables },
        { next: (answer) => void answers.push(answer), error: resolve, complete: () => resolve('complete') },
      );
    });
    return { answers, over, leave };
  };

  /** Reads a response as its form has it. */
  const byResponse = async (accept: string, query: string): Promise<Heard> => {
    const leaving = new AbortController();
    const response = await fetch(`${served.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream');
    const answers: unknown[] = [];
    const read = async () => {
      let text = '';
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const pieces = text.split(isEvents ? '\n\n' : '\r\n--graphql');
        text = pieces.pop() as string;
        for (const piece of pieces) {
          const data = isEvents ? /^event: next\ndata: (.*)$/m.exec(piece)?.[1] : /\r\n\r\n(.*)\r?\n?$/s.exec(piece)?.[1];
          if (!data) continue;
          const answer = JSON.parse(data) as { payload?: unknown };
          if (isEvents) answers.push(answer);
          else if (answer.payload) answers.push(answer.payload);
        }
        if (text.startsWith('--')) return 'complete';
      }
      return 'complete';
    };
    return { answers, over: read().catch((error: Error) => error), leave: () => leaving.abort() };
  };

  it('tell each event with what other subgraphs know of it, over all three protocols', async () => {
    const query = 'subscription { met { name age } }';
    const heard = [
      byWebSocket(query),
      await byResponse('text/event-stream', query),
      await byResponse('multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json', query),
    ];
    await until(() => met.size === 1);
    for (const id of ['1', '2']) met.tell({ met: { id, name: `n${id}` } });
    await until(() => heard.every(({ answers }) => answers.length === 2));
    for (const { answers } of heard)
      expect(answers).toEqual(['1', '2'].map((id) => ({ data: { met: { name: `n${id}`, age: 30 + Number(id) } } })));
    met.end();
    expect(await Promise.all(heard.map(({ over }) => over))).toEqual(['complete', 'complete', 'complete']);
  });

  it('share what the same person asks of a subgraph, and leave it when the last has gone', async () => {
    const [one, two] = [byWebSocket('subscription { met { name } }'), byWebSocket('subscription X { met { n: name } }')];
    const [three, other] = [
      byWebSocket('subscription { met { name } }'),
      byWebSocket('subscription { met { name } }', {}, { authorization: 'Bearer other' }),
    ];
    await until(() => met.size === 3);
    met.tell({ met: { id: '1', name: 'Ada' } });
    await until(() => [one, two, three, other].every(({ answers }) => answers.length === 1));
    one.leave();
    other.leave();
    await until(() => met.size === 2);
    met.tell({ met: { id: '2', name: 'Bob' } });
    await until(() => three.answers.length === 2 && two.answers.length === 2);
    expect(one.answers).toHaveLength(1);
    two.leave();
    three.leave();
    await until(() => met.size === 0);
  });

  it('are refused in words, and show nothing of what a subgraph says when it fails', async () => {
    expect(await byWebSocket('subscription { nothing }').over).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(await byWebSocket('{ me { name } }').over).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const failed = byWebSocket('subscription { met(where: "nowhere") { name } }');
    const end = await failed.over;
    expect(end).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify([end, failed.answers])).not.toContain('SELECT');
    const refused = await byResponse('text/event-stream', 'subscription { met(where: 3) { name } }');
    await refused.over;
    expect(refused.answers).toMatchObject([{ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
    const { errors } = (await (await served.post({ query: 'subscription { counted }' })).json()) as { errors: object[] };
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('go on under another supergraph, by the same stream where it asks for the same, and lose nothing where it does not', async () => {
    const heard = byWebSocket('subscription { met { name age } }');
    const other = byWebSocket('subscription { counted }');
    await until(() => met.size === 1 && counted.size === 1);
    let told = 0;
    const tell = () => met.tell({ met: { id: String(++told), name: `n${told}` } });
    tell();
    const ages = () => [...new Set(heard.answers.map((one) => (one as { data: { met: { age: number } } }).data.met.age))];
    await until(() => heard.answers.length === 1);
    await writeFile(served.file, served.compose({ ...SUBGRAPHS, b: `${SUBGRAPHS.b} type Query { other: Int }` }));
    expect(await served.gateway.reload()).toBe(true);
    tell();
    await until(() => heard.answers.length === 2);
    expect([met.begun, counted.begun]).toEqual([1, 1]);
    await writeFile(served.file, served.compose(MOVED));
    expect(await served.gateway.reload()).toBe(true);
    await until(() => met.begun === 2);
    tell();
    await until(() => ages().length === 3 && met.size === 1);
    tell();
    await until(() => ages().length === 4);
    expect(ages()).toEqual([31, 32, 33, 34]);
    expect(heard.answers.at(-1)).toEqual({ data: { met: { name: 'moved 4', age: 34 } } });
    counted.tell({ counted: 7 });
    await until(() => other.answers.length === 1);
    expect(counted.begun).toBe(1);
    await writeFile(served.file, served.compose({ ...MOVED, a: MOVED.a.replace('counted: Int', 'other: Int') }));
    await served.gateway.reload();
    expect(await other.over).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it('end with a word when the subgraph goes away', async () => {
    const heard = byWebSocket('subscription { counted }');
    await until(() => counted.size === 1);
    served.breakConnections('a');
    expect(await heard.over).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  });
});
