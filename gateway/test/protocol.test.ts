import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { SUPERGRAPH_FILE } from '../src/config';
import { startTestStack, type TestStack } from './test-stack';

const PREFLIGHT = { 'apollo-require-preflight': '1' };

/** A machine with much else to do starts five services in a minute and more. */
const PATIENCE = 180_000;
jest.setTimeout(PATIENCE);

describe('GraphQL over HTTP at the gateway', () => {
  let stack: TestStack;
  let folder: string;
  let supergraph: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plat-supergraph-'));
    supergraph = join(folder, 'supergraph.graphql');
    await copyFile(SUPERGRAPH_FILE, supergraph);
    stack = await startTestStack({ supergraph });
  }, PATIENCE);
  afterAll(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${stack.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { ...PREFLIGHT, ...headers } });

  it('keeps to the specification', async () => {
    const results = await auditServer({ url: `${stack.url}/graphql`, fetchFn: fetch });
    expect(results.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([]);
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThan(45);
  });

  it('takes queries by GET, as whoever the token says, and mutations by POST alone', async () => {
    const authorization = `Bearer ${await stack.signIn('ADMIN')}`;
    expect(await (await get('{ me { email } }', { authorization })).json()).toEqual({ data: { me: { email: 'ada@plat.example.com' } } });
    expect((await get('mutation { signOut { id } }', { authorization })).status).toBe(405);
    expect(await (await get('{ me { email } }', { authorization })).json()).toMatchObject({ data: { me: {} } });
    expect((await get('{ __typename }', { 'content-type': 'message/rfc822' })).status).toBe(415);
  });

  it('says by the status what is no answer, to who takes application/graphql-response+json', async () => {
    const accept = 'application/graphql-response+json';
    const statuses = await Promise.all(
      ['{ __typename }', '{ nothing }', '{ broken '].map(async (query) => {
        const response = await get(query, { accept });
        return [response.status, response.headers.get('content-type')];
      }),
    );
    expect(statuses).toEqual([200, 400, 400].map((status) => [status, `${accept}; charset=utf-8`]));
    expect((await get('{ __typename }', { accept, authorization: 'Bearer nonsense' })).status).toBe(401);
  });

  it('goes on by another supergraph without a request that fails, and by the one before where the new one is none', async () => {
    const token = await stack.signIn('ADMIN');
    let isOver = false;
    const seen: unknown[] = [];
    const load = (async () => {
      while (!isOver) seen.push(await stack.ask('{ me { email } }', {}, token));
    })();
    const sdl = await readFile(supergraph, 'utf8');
    await writeFile(supergraph, `${sdl}\n# another one`);
    expect([await stack.reload(), await stack.reload()]).toEqual([true, false]);
    await writeFile(supergraph, 'type Query { broken');
    await expect(stack.reload()).rejects.toThrow();
    isOver = true;
    await load;
    seen.push(await stack.ask('{ me { email } }', {}, token));
    for (const one of seen) expect(one).toEqual({ data: { me: { email: 'ada@plat.example.com' } } });
  });
});
