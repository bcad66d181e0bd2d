import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conflict, PlatError } from '../src/errors/plat-error';
import { type AddRoutes, boundBody, routeOrigin } from '../src/graphql/routes';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { noteDatabase, noteService } from './fixtures/note-service';

const ORIGIN = 'https://dashboard.example.com';
let service: TestSubgraph;
let url: string;

const add: AddRoutes = (server, subgraph) => {
  server.put('/files/:id', async ({ raw, headers }) => {
    let bytes = 0;
    for await (const chunk of raw) bytes += (chunk as Buffer).length;
    return { bytes, type: headers['content-type'] ?? null, service: subgraph.name };
  });
  server.get('/files/:id', async (request) => routeOrigin(request));
  server.get('/files/taken', async () => {
    throw conflict('Somebody was faster.');
  });
  server.put('/files/large', async () => {
    throw new PlatError('LIMIT', 'The file is too large.');
  });
  server.get('/files/broken', async () => {
    throw new Error('a secret');
  });
};

beforeAll(async () => {
  const routes = { add: [add], origins: [ORIGIN], trustedProxies: ['192.0.2.1'] };
  service = await startTestSubgraph({ ...noteService(), routes }, { database: await noteDatabase() });
  url = await service.listen();
});
afterAll(() => service.stop());

describe('a route', () => {
  it('is open without a token, and its body is a stream of any type and size', async () => {
    const body = Buffer.alloc(6 * 1024 * 1024, 1); // more than any other path takes
    for (const type of ['application/json', 'text/plain', 'multipart/form-data', 'application/x-whatever']) {
      const answer = await fetch(`${url}/files/1`, { method: 'PUT', body, headers: { 'content-type': type } });
      expect([answer.status, await answer.json()]).toEqual([200, { bytes: body.length, type, service: service.subgraph.name }]);
    }
  });

  it('leaves all other paths to those who have a token', async () => {
    for (const path of ['/graphql', '/internal/exists', '/files', '/nothing', '/files%2F1', '/files/../graphql', '//files/1'])
      expect([path, (await fetch(`${url}${path}`, { method: 'POST', body: '{}' })).status]).toEqual([path, 401]);
    expect((await fetch(`${url}/files/1`, { method: 'POST' })).status).toBe(401);
  });

  it('knows where a request comes from by the connection, whatever its headers say', async () => {
    const headers = {
      'x-plat-client-address': '203.0.113.9',
      'x-forwarded-for': '203.0.113.9',
      'x-request-id': 'mine',
      'user-agent': 'x'.repeat(2_000),
    };
    const origin = (await (await fetch(`${url}/files/1`, { headers })).json()) as { requestId: string; address: string; userAgent: string };
    expect(origin).toMatchObject({ address: '127.0.0.1', userAgent: 'x'.repeat(1_000) });
    expect(origin.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers what we throw with its status and in our form, and nothing of what else is thrown', async () => {
    const errors = async (path: string, method = 'GET') => {
      const answer = await fetch(`${url}${path}`, { method });
      const [error] = ((await answer.json()) as { errors: { message: string; extensions: Record<string, unknown> }[] }).errors;
      return [answer.status, error?.extensions.code, error?.message];
    };
    expect(await errors('/files/taken')).toEqual([409, 'CONFLICT', 'Somebody was faster.']);
    expect(await errors('/files/large', 'PUT')).toEqual([413, 'LIMIT', 'The file is too large.']);
    expect(await errors('/files/broken')).toEqual([500, 'INTERNAL', 'Something went wrong on our side.']);
  });

  it('is called by scripts of the pages that the operator names, and of no others', async () => {
    const preflight = (origin: string) =>
      fetch(`${url}/files/1`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } });
    const allowed = await preflight(ORIGIN);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, HEAD, PUT, POST');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
    const read = async (origin: string) => (await fetch(`${url}/files/1`, { headers: { origin } })).headers;
    expect((await read(ORIGIN)).get('access-control-expose-headers')).toContain('Content-Range');
    expect((await read('https://evil.example.com')).get('access-control-allow-origin')).toBeNull();
  });

  it('gives no more time to the bodies of other requests for all that its own may take', async () => {
    const server = createServer((raw) => boundBody({ raw }, 10)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const slow = request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': '2' }, agent: false });
    slow.write('1');
    const [error] = (await once(slow, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    server.close();
    await once(server, 'close');
  });
});
