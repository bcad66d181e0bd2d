import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import { News } from './kit/live-subgraph';
import { type Served, serve } from './kit/served';

const SUBGRAPHS = {
  a: 'type Query { people: [Person!] slow: Int } type Subscription { counted: Int } type Person @key(fields: "id") { id: ID! }',
  b: 'type Person @key(fields: "id") { id: ID! letter: String age: Int }',
};
/** Twenty times as much as the one that the subgraph answers: more than all buffers between two sockets hold. */
const READERS = 20;
const LETTER = 'x'.repeat(1024 * 1024);
/** Enough for a reader on a busy machine to take something in that time. */
const PATIENCE_MS = 2_000;

describe('a client that is slow to read', () => {
  let served: Served;
  const held: (() => void)[] = [];
  const news = new News<unknown>();
  const clients: Socket[] = [];
  beforeAll(async () => {
    const resolvers = {
      'Query.people': () => Array.from({ length: READERS }, () => ({ id: '1' })),
      'Query.slow': () => new Promise((resolve) => held.push(() => resolve(1))),
      'Person.letter': () => LETTER,
      'Person.age': () => new Promise((resolve) => held.push(() => resolve(1))),
      'Subscription.counted': () => news.listen(),
    };
    served = await serve(SUBGRAPHS, resolvers, {}, PATIENCE_MS);
  }, 180_000);
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await served.stop();
  });

  const open = (): Socket => {
    const socket = connect(Number(new URL(served.gateway.url).port), '127.0.0.1').on('error', () => undefined);
    clients.push(socket);
    return socket.pause();
  };
  const asking = (query: string, headers = ''): string => {
    const body = JSON.stringify({ query });
    return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
  };
  const deferring = 'accept: multipart/mixed;deferSpec=20220824\r\n';

  it.each([
    ['an answer', '{ people { letter } }', ''],
    ['parts that come later', '{ people { id ... @defer { letter } } }', deferring],
  ])('is cut off from %s of which it takes nothing, though it sends something now and then', async (_, query, headers) => {
    const socket = open();
    let isCut = false;
    socket.on('error', () => (isCut = true)); // what is sent to who has gone comes back
    socket.write(asking(query, headers));
    await until(() => {
      socket.write('\r\n');
      return isCut;
    });
  });

  it('has all that it takes in time, however long all of it takes', async () => {
    const socket = open();
    let size = 0;
    const began = performance.now();
    socket.write(asking('{ people { letter } }'));
    while (size < READERS * LETTER.length && !socket.closed) {
      const chunk = socket.read() as Buffer | null;
      size += chunk?.length ?? 0;
      await sleep(chunk ? 20 : 1);
    }
    expect(size).toBeGreaterThan(READERS * LETTER.length);
    expect(performance.now() - began).toBeGreaterThan(2 * PATIENCE_MS);
  });

  it('is made one answer at a time, and has none under way when it has gone', async () => {
    const socket = open();
    const stream = 'accept: text/event-stream\r\n';
    const later = [
      asking('{ slow }'),
      asking('subscription { counted }', stream),
      asking('{ people { id ... @defer { age } } }', deferring),
    ];
    socket.write(asking('{ slow }') + later.join(''));
    await until(() => held.length === 1);
    held.pop()?.();
    await until(() => held.length === 1);
    expect([served.asked.filter((body) => body.includes('slow')).length, news.size]).toEqual([2, 0]);
    socket.destroy();
    held.pop()?.();
    await served.post({ query: '{ people { id } }' });
    await until(() => news.size === 0);
    // Whatever had begun for it would keep the gateway from stopping.
  });
});
