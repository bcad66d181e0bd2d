import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { playground } from '../src/playground/playground';
import { ensurePlayground } from '../src/playground/playground-assets';

const demoUsers = [{ email: 'admin@plat.example', password: 'for everyone to read', role: 'ADMIN' }];

describe('the playground over HTTP', () => {
  let app: FastifyInstance;

  beforeAll(async () => {
    app = Fastify();
    await app.register(playground({ directory: await ensurePlayground(), demoUsers, graphqlPath: '/graphql' }));
    app.get('/other', async () => 'not ours');
  }, 60_000);
  afterAll(() => app.close());

  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

  it('serves a page whose every address is on its own origin', async () => {
    const { statusCode, headers, body } = await get('/');
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-cache');
    const addresses = [...body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, address]) => String(address));
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).toMatch(/^\/playground\/assets\/[\w.-]+-[A-Z0-9]{8}\.(js|css)$/);
      expect((await get(address)).statusCode).toBe(200);
    }
  });

  it('lets the page load and ask nothing but its own origin', async () => {
    const policy = String((await get('/', { host: 'plat.example:4000' })).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("worker-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self' ws://plat.example:4000 wss://plat.example:4000;");
    expect(policy).not.toMatch(/unsafe-eval|blob:|\*/);
  });

  it('takes nothing from a forged Host into the policy', async () => {
    const policy = String((await get('/', { host: "x; script-src 'unsafe-inline'" })).headers['content-security-policy']);
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain("script-src 'unsafe-inline'");
  });

  it('serves files compressed, for ever, under the same policy as the page', async () => {
    const script = /src="([^"]+)"/.exec((await get('/')).body)?.[1] ?? '';
    const { headers } = await get(script, { 'accept-encoding': 'gzip' });
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['content-type']).toMatch(/javascript/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
  });

  it('ships no source map, and nothing from outside of the assets', async () => {
    const page = (await get('/')).body;
    const script = /src="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await get(`${script}.map`)).statusCode).toBe(404);
    expect((await get('/playground/assets/..%2findex.html')).statusCode).not.toBe(200);
    expect((await get('/playground/assets/')).statusCode).not.toBe(200);
  });

  it('tells the page its endpoint and demo users, and lets nobody keep that', async () => {
    const { headers, body } = await get('/playground/config.json');
    expect(JSON.parse(body)).toEqual({ demoUsers, graphql: '/graphql' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it("leaves other routes' headers alone", async () => {
    expect((await get('/other')).headers['content-security-policy']).toBeUndefined();
  });

  it('says what to do when it was not built', async () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'plat-playground-'));
    const other = Fastify();
    await expect(other.register(playground({ directory: empty, demoUsers: [], graphqlPath: '/graphql' }))).rejects.toThrow(
      /not built: .*index\.html cannot be read\. Run npm run build\./,
    );
    rmSync(empty, { recursive: true });
  });
});
