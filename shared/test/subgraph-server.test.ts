import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { IDENTITY_HEADER } from '../src/access/identity-header';
import { IdentityIssuer } from '../src/access/identity-token';
import { subgraphServer } from '../src/graphql/subgraph-server';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { IDENTITY_FORGERIES, validIdentity } from './fixtures/identity-forgeries';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
let server: FastifyInstance;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
  server = subgraphServer(service.subgraph, { '/public.json': async () => ({ keys: [] }) });
});
afterAll(() => server.close().then(() => service.stop()));

const OPERATIONS = [
  '{ _service { sdl } }',
  '{ _entities(representations: []) { __typename } }',
  '{ __typename }',
  '{ notes { totalCount } }',
  '{ echo(text: "x") }',
  'mutation { addNote(title: "x") { id } }',
  '{',
];
const DOORS: [method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', url: string][] = [
  ['GET', '/'],
  ['GET', '/graphql'],
  ['GET', '/graphql?query={__typename}'],
  ['PUT', '/graphql'],
  ['OPTIONS', '/graphql'],
  ['POST', '/graphql/'],
  ['POST', '//graphql'],
  ['GET', '/nothing'],
  ['POST', '/nothing'],
  ['GET', '/internal/exists'],
  ['DELETE', '/healthz/x'],
  ['GET', '/healthz/../graphql'],
  ['GET', '/public.json/..'],
  ['GET', '/%67raphql'],
];

const tokenHeader = (token: string | undefined): Record<string, string> => (token === undefined ? {} : { [IDENTITY_HEADER]: token });
const post = (query: unknown, headers: Record<string, string>) =>
  server.inject({ method: 'POST', url: '/graphql', headers, payload: { query } as object });
const validToken = () => new IdentityIssuer('gateway', service.keys.gateway).mint(aViewer(), 'crm');

/** A refusal says nothing but that it is one. */
const expectRefusal = (response: { statusCode: number; json(): unknown }) => {
  expect(response.statusCode).toBe(401);
  expect(response.json()).toEqual({
    errors: [
      { message: 'This service answers to the gateway only.', extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) } },
    ],
  });
};

describe('a service without an identity token', () => {
  it.each(IDENTITY_FORGERIES)('refuses every operation with one that is %s, in process and over HTTP', async (_, forge) => {
    const token = await forge(validIdentity(service.keys.gateway), service.keys.own);
    for (const query of OPERATIONS) {
      await expect(service.subgraph.answer({ query }, token, { requestId: 'x' })).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: 'This service answers to the gateway only.',
      });
      expectRefusal(await post(query, tokenHeader(token)));
    }
  });

  it.each(DOORS)('refuses %s %s', async (method, url) => {
    expectRefusal(await server.inject({ method, url }));
    expectRefusal(await server.inject({ method, url, headers: tokenHeader('a.b.c') }));
  });

  it('refuses before it reads a body', async () => {
    expectRefusal(await server.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload: '{' }));
    expectRefusal(
      await server.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/xml' }, payload: '<x/>' }),
    );
    expectRefusal(
      await server.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload: `"${'x'.repeat(5_000_000)}"`,
      }),
    );
  });

  it('refuses two tokens at once, of which one is valid', async () => {
    expectRefusal(await post('{ __typename }', { [IDENTITY_HEADER]: `${await validToken()}, ${await validToken()}` }));
  });

  it.each(['/healthz', '/readyz', '/public.json'])('answers at %s, and to GET alone', async (url) => {
    expect((await server.inject({ method: 'GET', url })).statusCode).toBe(200);
    expect((await server.inject({ method: 'POST', url, payload: { query: '{ _service { sdl } }' } })).statusCode).toBe(404);
  });
});

describe('a service with an identity token', () => {
  it.each(OPERATIONS.slice(0, 6))('answers %s', async (query) => {
    const response = await post(query, tokenHeader(await validToken()));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ data: expect.anything() });
    expect(response.json()).not.toHaveProperty('errors');
  });

  it.each<[string, string | object, number, string]>([
    ['nothing', '', 400, 'BAD_USER_INPUT'],
    ['half of JSON', '{', 400, 'BAD_USER_INPUT'],
    ['JSON that is no object', '[]', 400, 'BAD_USER_INPUT'],
    ['a query that is no text', { query: 5 }, 400, 'BAD_USER_INPUT'],
    ['variables that are no object', { query: '{ __typename }', variables: [] }, 400, 'BAD_USER_INPUT'],
    ['a prototype', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}', 400, 'BAD_USER_INPUT'],
    ['more than four megabytes', { query: ' '.repeat(4 * 1024 * 1024) }, 413, 'LIMIT'],
  ])('refuses a body of %s', async (_, payload, status, code) => {
    const headers = { ...tokenHeader(await validToken()), 'content-type': 'application/json' };
    const response = await server.inject({ method: 'POST', url: '/graphql', headers, payload });
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([status, code]);
  });

  it('gives back the id under which the request is known', async () => {
    const response = await post('{ read(sql: "SELECT 1/0") }', { ...tokenHeader(await validToken()), 'x-request-id': 'request 7' });
    expect(response.json().errors[0]).toMatchObject({ extensions: { code: 'INTERNAL', requestId: 'request 7' } });
  });
});
