import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import type { FastifyInstance } from 'fastify';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import WebSocket from 'ws';
import type { Engine } from '../src/execution/engine';
import { clientAddress } from '../src/http/client-address';
import { gatewayServer, type ServerParts } from '../src/http/server';

interface Known {
  readonly origin: { readonly address?: string };
}

describe('where a request comes from', () => {
  let server: FastifyInstance;
  afterEach(() => server.close());

  /** @param told what services are told of who subscribes */
  const start = async (trustedProxies: readonly string[], told: (known: Known) => void = () => undefined) => {
    const engine = {
      answer: async (_: unknown, { origin }: Known) => ({ body: JSON.stringify({ data: origin }), outcome: 'executed' }),
      subscribe: async (_: unknown, known: Known) => {
        told(known);
        throw new Error('nothing is told');
      },
      formatOf: () => () => ({ message: 'nothing is told' }),
      endStreams: () => undefined,
    };
    const parts = { engine: engine as unknown as Engine, log: pino({ level: 'silent' }), trustedKeys: [], demoUsers: [], trustedProxies };
    const revocations = { assertHolds: () => undefined, listen: () => () => undefined };
    server = await gatewayServer({ ...parts, revocations, crm: 'http://crm' } as unknown as ServerParts);
  };
  /** What services are told of a request's address. */
  const addressOf = async (trustedProxies: readonly string[], remoteAddress: string, forwarded: string) => {
    await start(trustedProxies);
    server.server.prependListener('connection', (socket) => Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress }));
    const headers = { 'x-forwarded-for': forwarded, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ me { id } }' });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    return ((await answer.json()) as { data: Known['origin'] }).data.address;
  };

  it.each([
    ['the peer, where no proxy is trusted', [], '10.0.0.1', '203.0.113.9', '10.0.0.1'],
    ['the peer, where that is no trusted proxy', ['10.0.0.0/8'], '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['what a trusted proxy says', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'the last that a trusted proxy has seen, whatever the client wrote',
      ['10.0.0.0/8'],
      '10.0.0.1',
      '1.2.3.4, 203.0.113.9',
      '203.0.113.9',
    ],
    ['what the first of two proxies says', ['10.0.0.0/8'], '10.0.0.1', '1.2.3.4, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['the first proxy, where all are trusted', ['10.0.0.0/8', '192.0.2.1'], '10.0.0.1', '10.1.1.1, 192.0.2.1', '10.1.1.1'],
    ['what is no address, where a trusted proxy says so', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9, unknown', 'unknown'],
    ['what a trusted proxy says, with nothing between commas', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9, ,10.2.2.2,', '203.0.113.9'],
    ['what a proxy says that came by IPv6', ['10.0.0.0/8'], '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['what a proxy of IPv6 says', ['fd00::/8'], 'fd00::1', '2001:db8::9', '2001:db8::9'],
    ['the peer, where nothing is said', ['10.0.0.0/8'], '10.0.0.1', '', '10.0.0.1'],
  ])('is %s, of a request as of a WebSocket', async (_, proxies, peer, forwarded, address) => {
    const upgrade = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: peer } } as unknown as IncomingMessage;
    expect([await addressOf(proxies, peer, forwarded), clientAddress(proxies)(upgrade)]).toEqual([address, address]);
  });

  it.each([
    ['through a trusted proxy', ['127.0.0.0/8'], '203.0.113.9'],
    ['from anybody else', [], '127.0.0.1'],
  ])('is told of a subscription over a WebSocket that comes %s', async (_, proxies, address) => {
    const told: unknown[] = [];
    await start(proxies, ({ origin }) => void told.push(origin.address));
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { 'x-forwarded-for': '1.2.3.4, 203.0.113.9' } });
      }
    }
    const client = createClient({ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: Socket, retryAttempts: 0 });
    client.subscribe({ query: 'subscription { news }' }, { next: () => undefined, error: () => undefined, complete: () => undefined });
    await until(() => told.length > 0);
    await client.dispose();
    expect(told).toEqual([address]);
  });
});
