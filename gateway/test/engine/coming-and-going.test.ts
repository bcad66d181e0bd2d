import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import WebSocket from 'ws';
import { type RunningGenericGateway, startGenericGateway } from '../../src/generic/generic-gateway';
import { CONFIG, type Served, serve } from './kit/served';

const SUBGRAPHS = {
  a: `type Query { me: Person slow: Int } type Mutation { change: Int }
    type Person @key(fields: "id") { id: ID! name: String }`,
  b: 'type Person @key(fields: "id") { id: ID! age: Int }',
};
const PATIENCE = 60_000;
const PARTS = { accept: 'multipart/mixed;deferSpec=20220824' };

describe('a gateway that comes and goes', () => {
  let served: Served;
  let held: (() => void)[] = [];
  const later = () => new Promise((resolve) => held.push(() => resolve(1)));
  beforeEach(async () => {
    held = [];
    served = await serve(SUBGRAPHS, {
      'Query.me': () => ({ id: '1', name: 'Ada' }),
      'Query.slow': later,
      'Mutation.change': later,
      'Person.age': later,
    });
  }, PATIENCE);
  afterEach(() => served.stop());

  it.each([
    ['a query', '{ slow }', {}, '{"data":{"slow":1}}'],
    ['a mutation', 'mutation { change }', {}, '{"data":{"change":1}}'],
    [
      'parts that come later',
      '{ me { name ... @defer { age } } }',
      PARTS,
      '{"incremental":[{"path":["me"],"data":{"age":1}}],"hasNext":false}',
    ],
  ])(
    'answers what it has begun before it stops, and takes no more: %s',
    async (_, query, headers, answer) => {
      const asked = served.post({ query }, headers).then((response) => response.text());
      await until(() => held.length > 0);
      const stopped = served.gateway.stop();
      await expect(served.post({ query: '{ me { name } }' })).rejects.toThrow();
      for (const release of held) release();
      expect(await asked).toContain(answer);
      await stopped;
    },
    PATIENCE,
  );

  it('says goodbye to WebSockets when it stops, and takes none of those that come back', async () => {
    const connect = () => new WebSocket(`${served.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const socket = connect();
    await new Promise((resolve) => socket.once('open', resolve));
    const again = new Promise((resolve) =>
      socket.once('close', (code, reason) => {
        const later = connect();
        later.once('open', () => resolve('it was taken')).once('error', () => resolve([code, String(reason)]));
      }),
    );
    await served.gateway.stop();
    expect(await again).toEqual([1001, 'The gateway stops; connect again.']);
  });

  it('runs a mutation to its end whose client has gone', async () => {
    const leaving = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: 'mutation { a: change b: change }' });
    const asked = fetch(`${served.gateway.url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal });
    await until(() => held.length > 0);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    held.shift()?.();
    await until(() => held.length > 0); // the second field of the mutation has begun
    held.shift()?.();
  });

  describe('with a supergraph at an address', () => {
    let publisher: Server;
    let gateway: RunningGenericGateway | undefined;
    let published: { status: number; text: string };
    let url: string;
    beforeEach(async () => {
      published = { status: 200, text: await readFile(served.file, 'utf8') };
      publisher = createServer((_request, response) => response.writeHead(published.status).end(published.text));
      await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/supergraph.graphql`;
    }, PATIENCE);
    afterEach(async () => {
      await gateway?.stop();
      gateway = undefined;
      publisher.closeAllConnections();
      await new Promise((resolve) => publisher.close(resolve));
    });
    const ask = async (query: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${gateway?.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
    };

    it(
      'takes what is published there, and goes on by what it has when that is none or not to be had',
      async () => {
        gateway = await startGenericGateway({ ...CONFIG, supergraph: url });
        expect(await gateway.reload()).toBe(false);
        published = { status: 503, text: 'try again' };
        for (let n = 0; n < 20; n++) await expect(gateway.reload()).rejects.toThrow('cannot be read');
        published = { status: 200, text: '<html>' };
        await expect(gateway.reload()).rejects.toThrow();
        expect(await ask('{ me { name } }')).toEqual({ data: { me: { name: 'Ada' } } });
        published = { status: 200, text: served.compose({ a: SUBGRAPHS.a, b: 'type Person @key(fields: "id") { id: ID! nick: String }' }) };
        expect(await gateway.reload()).toBe(true);
        expect(await ask('{ me { name nick } }')).toEqual({ data: { me: { name: 'Ada', nick: null } } });
      },
      PATIENCE,
    );

    it('does not start by one that cannot be had, and says so', async () => {
      published = { status: 404, text: '' };
      await expect(startGenericGateway({ ...CONFIG, supergraph: url })).rejects.toThrow(`The supergraph ${url} cannot be read`);
    });
  });
});
