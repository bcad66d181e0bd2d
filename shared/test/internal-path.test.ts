import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { IDENTITY_HEADER } from '../src/access/identity-header';
import { IdentityIssuer } from '../src/access/identity-token';
import { type ServiceAddresses, ServiceClient } from '../src/access/service-client';
import { NOBODY } from '../src/access/viewer';
import { conflict } from '../src/errors/plat-error';
import { type InternalPaths, internalPath } from '../src/graphql/internal-path';
import { subgraphServer } from '../src/graphql/subgraph-server';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { type NoteContext, noteDatabase, noteService } from './fixtures/note-service';

const internal: InternalPaths = {
  '/internal/whoami': internalPath({
    method: 'POST',
    callers: 'services',
    schema: z.object({ text: z.string() }),
    answer: async ({ text }, { issuer, viewer }) => ({ text, issuer, userId: viewer.identity.userId ?? null }),
  }),
  '/internal/notes': internalPath({
    method: 'POST',
    callers: ['crm', 'gateway'],
    schema: z.object({ ids: z.array(z.string()) }),
    answer: ({ ids }, { read }) =>
      read(async ({ notes }: NoteContext) => ({
        titles: (await notes.loadMany(ids)).map((note) => (note as { title: string } | null)?.title ?? null),
      })),
  }),
  '/internal/conflict': internalPath({
    method: 'POST',
    callers: 'services',
    schema: z.object({}),
    answer: async () => Promise.reject(conflict('Taken.')),
  }),
  '/internal/large': internalPath({
    method: 'POST',
    callers: 'services',
    schema: z.object({}),
    answer: async () => ({ text: 'x'.repeat(17 * 1024 * 1024) }),
  }),
  '/internal/endless': internalPath({
    method: 'GET',
    callers: 'services',
    schema: z.object({ say: z.string() }),
    answer: async ({ say }) => endless(say),
  }),
};

/** A stream that says one thing and never ends by itself. */
function endless(text: string): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(text);
  return stream;
}

let service: TestSubgraph;
let server: FastifyInstance;
let client: ServiceClient;
let addresses: ServiceAddresses;
beforeAll(async () => {
  service = await startTestSubgraph({ ...noteService(), internal }, { database: await noteDatabase() });
  server = subgraphServer(service.subgraph);
  const crm = await server.listen({ host: '127.0.0.1', port: 0 });
  addresses = { crm, documents: crm, sync: crm, builds: crm, exchanges: 'http://127.0.0.1:1' };
  client = new ServiceClient(new IdentityIssuer('crm', service.keys.own), addresses);
});
afterAll(async () => {
  await server.close();
  await client.close();
  await service.stop();
});

const whoami = z.object({ text: z.string(), issuer: z.string(), userId: z.string().nullable() });
const inject = async (url: string, by: 'gateway' | 'own', payload: object | undefined = { text: 'x' }, method: 'POST' | 'GET' = 'POST') =>
  server.inject({
    method,
    url,
    headers: { [IDENTITY_HEADER]: await new IdentityIssuer(by === 'own' ? 'crm' : 'gateway', service.keys[by]).mint(aViewer(), 'crm') },
    ...(method === 'POST' && { payload }),
  });

describe('a service asked by another', () => {
  it('learns who asks and on whose behalf', async () => {
    const viewer = aViewer();
    expect(await client.call('crm', '/internal/whoami', viewer, { text: 'ü' }, whoami)).toEqual({
      text: 'ü',
      issuer: 'crm',
      userId: viewer.userId,
    });
    expect(await client.call('crm', '/internal/whoami', NOBODY, { text: '' }, whoami)).toMatchObject({ userId: null });
  });

  it('reads under the rights of the viewer', async () => {
    const viewer = aViewer();
    const added = await service.ask(viewer, 'mutation { addNote(title: "mine") { id } }');
    const titles = z.object({ titles: z.array(z.string().nullable()) });
    const ask = (as = viewer) => client.call('crm', '/internal/notes', as, { ids: [added.data.addNote.id] }, titles);
    expect([await ask(), await ask(aViewer())]).toEqual([{ titles: ['mine'] }, { titles: [null] }]);
  });

  it('refuses the gateway, unless the path names it', async () => {
    const refused = await inject('/internal/whoami', 'gateway');
    expect([refused.statusCode, refused.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    for (const url of ['/internal/%77hoami', '/%69nternal/whoami', '/internal/nothing', '/internal/endless?say=x'])
      expect((await inject(url, 'gateway')).statusCode).toBe(401);
    expect((await inject('/internal/notes', 'gateway', { ids: [] })).statusCode).toBe(200);
  });

  it('answers 404 at a path that it does not have, and to another method', async () => {
    expect((await inject('/internal/nothing', 'own')).statusCode).toBe(404);
    expect((await inject('/internal/whoami', 'own', undefined, 'GET')).statusCode).toBe(404);
  });

  it('refuses an input that breaks the path’s schema, without repeating it', async () => {
    const response = await inject('/internal/whoami', 'own', { text: { secret: 'SECRETVAL' } });
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(response.body).not.toContain('SECRETVAL');
  });

  it('says what is in the way by the code’s own status', async () => {
    const response = await inject('/internal/conflict', 'own', {});
    expect([response.statusCode, response.json().errors[0]]).toMatchObject([409, { message: 'Taken.', extensions: { code: 'CONFLICT' } }]);
  });
});

describe('a call that gets no answer', () => {
  const call = (service: 'crm' | 'documents' | 'exchanges', path: `/internal/${string}`, input: object = {}) =>
    client.call(service, path, NOBODY, input, z.object({ other: z.string() }));

  it.each([
    ['of a service that is down', () => call('exchanges', '/internal/whoami')],
    ['of a service for which the token is not', () => call('documents', '/internal/whoami', { text: '' })],
    ['at a path that is not there', () => call('crm', '/internal/nothing')],
    ['for what was not understood', () => call('crm', '/internal/whoami')],
    ['that is another than expected', () => call('crm', '/internal/whoami', { text: '' })],
    ['that is too large', () => call('crm', '/internal/large')],
  ])('%s is UNAVAILABLE, and names no address', async (_, ask) => {
    const error: Error = await ask().then(
      () => Promise.reject(new Error('it answered')),
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.not.stringMatching(/127|http|ECONN/) });
  });
});

describe('a stream', () => {
  it('goes on while the server lives, and does not keep it from closing', async () => {
    const other = subgraphServer(service.subgraph);
    const crm = await other.listen({ host: '127.0.0.1', port: 0 });
    const reader = new ServiceClient(new IdentityIssuer('crm', service.keys.own), { ...addresses, crm });
    const bounds = { signal: new AbortController().signal, silenceMs: 60_000 };
    const body = await reader.open('crm', '/internal/endless?say=hello', NOBODY, bounds);
    const chunks = body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('hello');
    const ended = chunks.next().catch((error: Error) => error);
    await other.close();
    expect(await ended).toBeInstanceOf(Error);
    await expect(reader.open('crm', '/internal/endless?say=x', NOBODY, bounds)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await reader.close();
  });

  it('is not begun without its input', async () => {
    const bounds = { signal: new AbortController().signal, silenceMs: 60_000 };
    await expect(client.open('crm', '/internal/endless', NOBODY, bounds)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
