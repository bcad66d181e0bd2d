import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportCheck, sizeOfCheck } from '@plat/shared/testing/report-check';
import { until } from '@plat/shared/testing/subscribe-as';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { News } from './kit/live-subgraph';
import { type Served, serve } from './kit/served';

const person = (fields: string) => `type Person @key(fields: "id") { id: ID! ${fields} }`;
const A = 'type Query { me: Person } type Subscription { met: Person counted: Int }';
/** One after the other: as it is, with a field more, and with one that another subgraph has from now on. */
const SUPERGRAPHS = [
  { a: `${A} ${person('name: String @shareable')}`, b: person('age: Int name: String @shareable') },
  { a: `${A} ${person('name: String @shareable')}`, b: `type Query { other: Int } ${person('age: Int name: String @shareable')}` },
  { a: `${A} ${person('')}`, b: person('age: Int name: String @shareable') },
] as const;

const RELOADS = sizeOfCheck({ small: 5, full: 100 });
/** What 90 generations leave behind, a few kilobytes each for what the engine of JavaScript keeps of them. */
const MAX_GROWTH = 20 * 1024 * 1024;

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;
const heapWithout = async (notes: unknown[]): Promise<number> => {
  notes.length = 0;
  for (let n = 0; n < 3; n++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
};

describe('a supergraph that is replaced again and again', () => {
  let served: Served;
  const news = { met: new News<unknown>(), counted: new News<unknown>() };
  const clients: Client[] = [];
  beforeAll(async () => {
    served = await serve(SUPERGRAPHS[0], {
      'Query.me': () => ({ id: '1', name: 'Ada' }),
      'Subscription.met': () => news.met.listen(),
      'Subscription.counted': () => news.counted.listen(),
      'Person.age': () => 36,
      'Person.name': () => 'Ada',
    });
  }, 180_000);
  afterAll(async () => {
    for (const client of clients) void client.dispose();
    await served.stop();
  });

  const hear = (query: string, numberOf: (data: never) => number) => {
    const client = createClient({ url: `${served.gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
    clients.push(client);
    const heard = new Set<number>();
    const ends: unknown[] = [];
    client.subscribe(
      { query },
      {
        next: ({ data }) => void heard.add(numberOf(data as never)),
        error: (end) => void ends.push(end),
        complete: () => void ends.push('over'),
      },
    );
    return { heard, ends };
  };

  it(
    'fails no request, loses no event, and leaves nothing behind',
    async () => {
      const subscriptions = [
        hear('subscription { met { id name age } }', ({ met }: { met: { id: string } }) => Number(met.id)),
        hear('subscription { met { id } }', ({ met }: { met: { id: string } }) => Number(met.id)),
        hear('subscription { counted }', ({ counted }: { counted: number }) => counted),
      ];
      await until(() => news.met.size === 2 && news.counted.size === 1, 'the subscriptions');
      let isOver = false;
      let asked = 0;
      const failed: unknown[] = [];
      const load = Promise.all(
        [1, 2, 3].map(async (worker) => {
          for (let round = 0; !isOver; round++) {
            const answer = await (await served.post({ query: `{ me { name age } } # ${worker} ${round % 5}` })).json();
            asked++;
            if (JSON.stringify(answer) !== '{"data":{"me":{"name":"Ada","age":36}}}') failed.push(answer);
          }
        }),
      );
      let told = 0;
      const tell = () => {
        told++;
        news.met.tell({ met: { id: String(told), name: 'Ada' } });
        news.counted.tell({ counted: told });
      };
      const telling = (async () => {
        while (!isOver) {
          tell();
          await until(() => isOver || subscriptions.every(({ heard }) => heard.size >= told - 50), 'events');
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      let before = 0;
      for (let n = 1; n <= RELOADS; n++) {
        await writeFile(served.file, served.compose(SUPERGRAPHS[n % SUPERGRAPHS.length] as (typeof SUPERGRAPHS)[number]));
        expect(await served.gateway.reload()).toBe(true);
        if (n === Math.ceil(RELOADS / 10)) before = await heapWithout(served.asked);
      }
      isOver = true;
      await Promise.all([load, telling]);
      tell();
      await until(() => subscriptions.every(({ heard, ends }) => heard.has(told) || ends.length > 0), 'the last event');
      const growth = (await heapWithout(served.asked)) - before;
      const lost = subscriptions.reduce((sum, { heard }) => sum + told - heard.size, 0);
      reportCheck('requests and events while supergraphs are replaced', {
        inputs: RELOADS,
        bad: failed.length + lost,
        requests: asked,
        events: told * subscriptions.length,
        heapGrowthKb: Math.round(growth / 1024),
      });
      expect({ failed, lost, ends: subscriptions.map(({ ends }) => ends) }).toEqual({ failed: [], lost: 0, ends: [[], [], []] });
      expect(growth).toBeLessThan(MAX_GROWTH);
    },
    sizeOfCheck({ small: 240_000, full: 1_200_000 }),
  );
});
