import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@plat/shared/testing/subscribe-as';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Engine } from '../src/execution/engine';
import { gatewayServer, type ServerParts } from '../src/http/server';

/** More than all buffers between two sockets hold. */
const LARGE = Buffer.alloc(20 * 1024 * 1024, ' ');
const BODY = JSON.stringify({ query: '{ me { id } }' });
const POST = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

describe('a client of the gateway that takes nothing', () => {
  let server: FastifyInstance;
  let client: Socket;
  let asked = 0;
  beforeAll(async () => {
    const engine = {
      answer: async () => {
        asked++;
        return { body: LARGE, outcome: 'executed' };
      },
      endStreams: () => undefined,
    };
    const parts = { engine: engine as unknown as Engine, log: pino({ level: 'silent' }), trustedKeys: [], demoUsers: [], patienceMs: 200 };
    const revocations = { assertHolds: () => undefined, listen: () => () => undefined };
    server = await gatewayServer({ ...parts, revocations, crm: 'http://crm' } as unknown as ServerParts);
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  it('is cut off, and was made one answer, however many it had asked for', async () => {
    let isCut = false;
    client = connect((server.server.address() as AddressInfo).port, '127.0.0.1').pause();
    client.on('error', () => (isCut = true)); // what is sent to who has gone comes back
    client.write(POST.repeat(10));
    await until(() => {
      client.write('\r\n');
      return isCut;
    });
    expect(asked).toBe(1);
  });
});
