import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schema as builds } from '@plat/builds/schema';
import { schema as crm } from '@plat/crm/schema';
import { schema as documents } from '@plat/documents/schema';
import { schema as exchanges } from '@plat/exchanges/schema';
import { withClient } from '@plat/shared/database/admin-client';
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

  it('has ten fields carried out once each, whatever they are called', async () => {
    const key = randomUUID();
    const marks = Array.from({ length: 10 }, () => randomUUID());
    const names = marks.map((_, n) => (n === 4 ? 'constructor' : `f${n}`));
    const fields = marks.map((mark, n) => `${names[n]}: createLead(input: { name: "Keyed", company: "${mark}" }) { id }`);
    const ask = (query: string) => stack.ask(query, {}, token, { 'Idempotency-Key': key });
    const first = await ask(`mutation { ${fields.join(' ')} }`);
    expect(first.errors).toBeUndefined();
    expect(Object.keys(first.data)).toEqual(names);
    expect(await ask(`mutation { ${fields.join(' ')} }`)).toEqual(first);
    // By its response name each is asked for alone as well.
    expect((await ask(`mutation { ${fields[4]} }`)).data).toEqual({ constructor: first.data.constructor });
    expect((await ask(`mutation { ${[...fields, fields[0]?.replace('f0', 'f10')].join(' ')} }`)).errors).toMatchObject([
      { extensions: { code: 'LIMIT' } },
    ]);
    expect(await stack.lookInto('crm', 'SELECT id FROM leads WHERE company = ANY ($1)', [marks])).toHaveLength(10);
  });

  it('holds on when one service dies between its own commit and the other’s', async () => {
    const [key, mark] = [randomUUID(), randomUUID()];
    const [client, coordinator] = (await stack.lookInto('crm', 'SELECT id FROM contacts ORDER BY id LIMIT 2')).map(({ id }) => String(id));
    const query = `mutation ($mark: String!, $client: ID!, $coordinator: ID!) {
      lead: createLead(input: { name: "Keyed", company: $mark }) { id }
      exchange: createExchange(input: { name: $mark, exchangeNumber: $mark, clientContactId: $client, coordinatorContactId: $coordinator }) { id }
      workspace: createWorkspace(input: { name: $mark }) { id } }`;
    const ask = () => stack.ask(query, { mark, client, coordinator }, token, { 'Idempotency-Key': key });
    const onExchanges = (...statements: string[]) =>
      withClient(stack.databases.exchanges.admin, async (admin) => {
        for (const sql of statements) await admin.query(sql);
      });
    await onExchanges(
      'CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NEW; END $$',
      'CREATE TRIGGER die BEFORE INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION die()',
    );
    const first = await ask();
    await onExchanges('DROP TRIGGER die ON idempotency_keys', 'DROP FUNCTION die()');
    expect(first.data).toEqual({ lead: { id: expect.any(String) }, exchange: null, workspace: { id: expect.any(String) } });
    expect(first.errors).toMatchObject([{ path: ['exchange'], extensions: { code: 'UNAVAILABLE' } }]);
    expect(await stack.lookInto('exchanges', 'SELECT id FROM exchanges WHERE name = $1', [mark])).toEqual([]);
    const second = await ask();
    expect(second).toEqual({ data: { ...first.data, exchange: { id: expect.any(String) } } });
    expect(await ask()).toEqual(second);
    const made = [
      await stack.lookInto('crm', 'SELECT id FROM leads WHERE company = $1', [mark]),
      await stack.lookInto('crm', 'SELECT id FROM workspaces WHERE name = $1', [mark]),
      await stack.lookInto('exchanges', 'SELECT id FROM exchanges WHERE name = $1', [mark]),
    ];
    expect(made).toEqual([[second.data.lead], [second.data.workspace], [second.data.exchange]]);
  });

  it('is answered in another session of the user, and not to one that was ended', async () => {
    const [key, mark] = [randomUUID(), randomUUID()];
    const ask = (as: string, query: string) => stack.ask(query, {}, as, { 'Idempotency-Key': key });
    const create = `mutation { lead: createLead(input: { name: "Keyed", company: "${mark}" }) { id } }`;
    const ended = await stack.signIn('ADMIN');
    const first = await ask(ended, create);
    const out = await ask(ended, 'mutation { signOut { id } }');
    expect([first.errors, out.errors]).toEqual([undefined, undefined]);
    expect((await ask(ended, create)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await ask(await stack.signIn('ADMIN'), create)).toEqual(first);
    // The key of a sign-out ends no other session.
    expect((await ask(token, 'mutation { signOut { id } }')).data).toEqual(out.data);
    expect((await stack.ask('{ me { id } }', {}, token)).errors).toBeUndefined();
  });

  it('is not answered to a partner’s token of the same user, nor the other way round', async () => {
    const { password } = stack.demoUsers.find(({ role }) => role === 'ADMIN') as (typeof stack.demoUsers)[number];
    const partner = async (...scopes: string[]): Promise<string> => {
      const input = { name: 'Keyed', scopes, password, expiresAt: new Date(Date.now() + 86_400_000) };
      const made = await stack.ask(
        'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }',
        { input },
        token,
      );
      return made.data.createAccessToken.token;
    };
    const [wide, narrow] = [await partner('lead:read', 'lead:write'), await partner('lead:read')];
    for (const [one, others] of [
      [token, [wide, narrow]],
      [wide, [token, narrow]],
    ] as const) {
      const [key, mark] = [randomUUID(), randomUUID()];
      const ask = (as: string) =>
        stack.ask(`mutation { lead: createLead(input: { name: "Keyed", company: "${mark}" }) { id } }`, {}, as, { 'Idempotency-Key': key });
      const first = await ask(one);
      expect(first.errors).toBeUndefined();
      for (const other of others)
        expect(await ask(other)).toMatchObject({ data: { lead: null }, errors: [{ extensions: { code: 'CONFLICT' } }] });
      expect(await ask(one)).toEqual(first);
      expect(await stack.lookInto('crm', 'SELECT id FROM leads WHERE company = $1', [mark])).toEqual([first.data.lead]);
    }
  });

  it('means nothing to what changes nothing', async () => {
    const key = randomUUID();
    const ask = (query: string) => stack.ask(query, {}, token, { 'Idempotency-Key': key });
    const kept = () => stack.lookInto('crm', 'SELECT count(*) AS rows FROM idempotency_keys');
    const before = await kept();
    expect((await ask('{ me { id } }')).errors).toBeUndefined();
    expect((await ask('{ __schema { queryType { name } } }')).data.__schema.queryType.name).toBe('Query');
    expect((await ask('mutation { __typename }')).data).toEqual({ __typename: 'Mutation' });
    expect((await ask('subscription { me { id } }')).errors).toHaveLength(1);
    expect(await kept()).toEqual(before);
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
