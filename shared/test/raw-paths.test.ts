import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { conflict } from '../src/errors/plat-error';
import { RAW_BODY_LIMIT } from '../src/graphql/raw-paths';
import { subgraphServer } from '../src/graphql/subgraph-server';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
let server: FastifyInstance;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
  server = subgraphServer(
    service.subgraph,
    {},
    {
      '/raw': async ({ bytes, header }, { viewer, origin }) => ({
        hex: bytes.toString('hex'),
        signature: header('x-signature') ?? null,
        isSignedIn: viewer.isSignedIn,
        requestId: origin.requestId,
      }),
      '/taken': async () => {
        throw conflict('Somebody was faster.');
      },
      '/broken': async () => {
        throw new Error('a secret');
      },
    },
  );
});
afterAll(() => server.close().then(() => service.stop()));

const post = (url: string, payload: Buffer | string = '', headers: Record<string, string> = {}) =>
  server.inject({ method: 'POST', url, headers, payload });

describe('a raw path', () => {
  it.each(['application/json', 'text/plain', 'application/octet-stream', 'application/json; charset=utf-8'])(
    'hands on the bytes as they came as %s, as nobody and without a token',
    async (type) => {
      const bytes = Buffer.from([0xff, 0x00, 0x7b, 0x0a]);
      const answer = await post('/raw', bytes, { 'content-type': type, 'x-signature': 'mine', 'x-request-id': 'request 9' });
      expect([answer.statusCode, answer.json()]).toEqual([
        200,
        { hex: 'ff007b0a', signature: 'mine', isSignedIn: false, requestId: 'request 9' },
      ]);
    },
  );

  it('takes nothing for no bytes', async () => {
    expect((await post('/raw')).json()).toMatchObject({ hex: '', signature: null });
  });

  it('takes so much and no more', async () => {
    expect((await post('/raw', 'x'.repeat(RAW_BODY_LIMIT))).statusCode).toBe(200);
    expect((await post('/raw', 'x'.repeat(RAW_BODY_LIMIT + 1))).statusCode).toBe(413);
  });

  it('answers what we throw with its status, and nothing of what else is thrown', async () => {
    const [taken, broken] = [await post('/taken'), await post('/broken')];
    expect([taken.statusCode, taken.json().errors[0]]).toMatchObject([409, { message: 'Somebody was faster.' }]);
    expect([broken.statusCode, broken.body.includes('secret')]).toEqual([500, false]);
  });

  it('opens itself and nothing beside it', async () => {
    expect((await server.inject({ method: 'GET', url: '/raw' })).statusCode).toBe(404);
    for (const url of ['/raw/', '/raw?x', '/raw/..', '/graphql']) expect((await post(url)).statusCode).toBe(401);
    const json = { 'content-type': 'text/plain' };
    expect((await post('/graphql', '{}', json)).statusCode).toBe(401);
  });
});
