import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Engine } from '../src/execution/engine';
import { gatewayServer, type ServerParts } from '../src/http/server';

describe('where a request comes from', () => {
  let server: FastifyInstance;
  afterEach(() => server.close());

  /** What services are told of a request's address. */
  const addressOf = async (trustedProxies: readonly string[], remoteAddress: string, forwarded: string) => {
    const engine = { answer: async (_: unknown, { origin }: { origin: { address: string } }) => JSON.stringify({ data: origin }) };
    const parts = { engine: engine as unknown as Engine, log: pino({ level: 'silent' }), trustedKeys: [], demoUsers: [], trustedProxies };
    server = await gatewayServer({ ...parts, revocations: { assertHolds: () => undefined }, crm: 'http://crm' } as unknown as ServerParts);
    const headers = { 'x-forwarded-for': forwarded };
    return (await server.inject({ method: 'POST', url: '/graphql', remoteAddress, headers, payload: { query: '{ me { id } }' } })).json()
      .data.address;
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
  ])('is %s', async (_, proxies, peer, forwarded, address) => {
    expect(await addressOf(proxies, peer, forwarded)).toBe(address);
  });
});
