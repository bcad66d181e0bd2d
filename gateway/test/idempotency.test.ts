import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schema as builds } from '@plat/builds/schema';
import { schema as crm } from '@plat/crm/schema';
import { schema as documents } from '@plat/documents/schema';
import { schema as exchanges } from '@plat/exchanges/schema';
import { SERVICES } from '@plat/shared/database/service';
import { schema as sync } from '@plat/sync/schema';
import { getMetadataArgsStorage } from 'typeorm';
import { startTestStack, type TestStack } from './test-stack';

const SCHEMAS = { crm, documents, sync, builds, exchanges };
const LEAD = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id company user { id } } }';

describe.each([
  ['over HTTP', true],
  ['in one process', false],
])('an idempotency key that a client sends, %s', (_, overHttp) => {
  let stack: TestStack;
  let token: string;
  beforeAll(async () => {
    stack = await startTestStack({ overHttp });
    token = await stack.signIn('ADMIN');
  }, 60_000);
  afterAll(() => stack.stop());

  const lead = (key: string, company: string, query = LEAD) =>
    stack.ask(query, { input: { name: 'Keyed', company, email: 'keyed@example.com' } }, token, { 'Idempotency-Key': key });

  it('has a mutation carried out once and answered alike', async () => {
    const [key, name] = [randomUUID(), randomUUID().slice(0, 20)];
    const first = await lead(key, name);
    expect(first.errors).toBeUndefined();
    expect(await lead(key, name)).toEqual(first);
    const others = [await lead(key, 'Another'), await lead(key, name, LEAD.replace('company', 'email'))];
    expect(others.map(({ errors }) => errors?.[0]?.extensions?.code)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(await stack.lookInto('crm', 'SELECT id FROM leads WHERE company = $1', [name])).toEqual([{ id: first.data.createLead.id }]);
  });

  it('holds for the fields of all services that a mutation asks', async () => {
    const [key, name] = [randomUUID(), randomUUID()];
    const both = `mutation ($link: CreatePlatformLinkInput!, $workspace: CreateWorkspaceInput!) {
      createWorkspace(input: $workspace) { id } createPlatformLink(input: $link) { id } again: createWorkspace(input: $workspace) { id } }`;
    const variables = { link: { name, platform: 'DROPBOX', rootPath: '/', credentials: { token: name } }, workspace: { name } };
    const ask = () => stack.ask(both, variables, token, { 'Idempotency-Key': key });
    const first = await ask();
    expect(first.errors).toBeUndefined();
    expect(await ask()).toEqual(first);
    expect(await stack.lookInto('crm', 'SELECT id FROM workspaces WHERE name = $1', [name])).toHaveLength(2);
    expect(await stack.lookInto('sync', 'SELECT id FROM platform_connections WHERE name = $1', [name])).toHaveLength(1);
  });

  it('is refused before anything is done when it is none', async () => {
    for (const key of ['', 'x'.repeat(256), 'caf\u00e9']) {
      expect((await lead(key, 'Refused')).errors).toMatchObject([
        { message: expect.stringContaining('Idempotency-Key must be'), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
    expect(await twice(`${stack.url}/graphql`, token)).toBe(400);
    expect(await stack.lookInto('crm', `SELECT id FROM leads WHERE company = 'Refused'`)).toEqual([]);
  });
});

/** Sends two keys in one request. @returns the status of the answer */
const twice = (url: string, token: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': ['one', 'two'] };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end(JSON.stringify({ query: 'mutation { signOut { id } }' }));
  });

describe('what is answered again', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  }, 60_000);
  afterAll(() => stack.stop());

  it.each(SERVICES)('can be looked for by the application role, by its uuid, whatever entity of %s it is', async (service) => {
    const tables = getMetadataArgsStorage().tables.flatMap(({ target, name }) =>
      typeof target === 'function' && target.name in SCHEMAS[service].references ? [name] : [],
    );
    expect(tables).toHaveLength(Object.keys(SCHEMAS[service].references).length);
    const blind = await stack.lookInto(
      service,
      `SELECT t FROM unnest($1::text[]) t WHERE NOT has_column_privilege($2, t, 'id', 'SELECT')
        OR (SELECT data_type FROM information_schema.columns WHERE table_name = t AND column_name = 'id') <> 'uuid'`,
      [tables, `plat_${service}_app`],
    );
    expect(blind).toEqual([]);
  });
});
