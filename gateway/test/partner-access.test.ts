import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

const CREATE =
  'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token accessToken { id name scopes lastUsed } } }';
const REVOKE = 'mutation ($id: ID!) { revokeAccessToken(id: $id) { revokedAt } }';
const HOMES = '{ properties(first: 2) { edges { node { title documents(first: 1) { edges { node { title } } } } } } }';

describe('a partner with an access token', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  }, 60_000);
  afterAll(() => stack.stop());

  const aToken = async (scopes: string[], role = 'CLIENT'): Promise<{ token: string; id: string; session: string }> => {
    const session = await stack.signIn(role);
    const password = stack.demoUsers.find((user) => user.role === role)?.password;
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { data, errors } = await stack.ask(CREATE, { input: { name: 'Partner', scopes, expiresAt, password } }, session);
    expect(errors).toBeUndefined();
    const { token, accessToken } = data.createAccessToken;
    return { token, id: accessToken.id, session };
  };
  const send = (token: string, query = '{ __typename }') =>
    fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
  const refusal = async (token: string) => {
    const response = await send(token);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code, errors[0]?.message];
  };
  const REFUSED = [401, 'UNAUTHENTICATED', 'The access token is not valid, or no longer; sign in again.'];

  it('reads across services what the scopes name, as the owner sees it', async () => {
    const { token, session, id } = await aToken(['property:read', 'document:read']);
    const mine = await stack.ask(HOMES, {}, session);
    expect(mine.data.properties.edges[0].node.documents.edges).toHaveLength(1);
    expect(await stack.ask(HOMES, {}, token)).toEqual(mine);
    const [row] = await stack.lookInto('crm', 'SELECT last_used, token_hash FROM access_tokens WHERE id = $1', [id]);
    expect(row?.last_used).toBeInstanceOf(Date);
    expect(String(row?.token_hash)).not.toContain(token.slice('plat_pat_'.length));
  });

  it('is told which scope another service asks for, and keeps the rest of the answer', async () => {
    const { token } = await aToken(['property:read']);
    const { data, errors } = await stack.ask(HOMES, {}, token);
    expect(data.properties.edges[0].node).toEqual({ title: expect.any(String), documents: null });
    expect(new Set(errors?.map(({ message }) => message))).toEqual(new Set(['The access token needs the scope document:read.']));
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it.each([
    ['{ me { id } }', 'The access token needs the scope user:read.'],
    ['{ contacts { totalCount } }', 'The access token needs the scope contact:read.'],
    ['{ builds { totalCount } }', 'The access token needs the scope build:read.'],
    ['{ exchanges { totalCount } }', 'The access token needs the scope exchange:read.'],
    ['{ platformLinks { totalCount } }', 'The access token needs the scope platform_link:read.'],
    ['mutation { createWorkspace(input: { name: "Mine" }) { id } }', 'The access token needs the scope workspace:write.'],
    ['{ apiKeys { totalCount } }', 'This is not for access tokens; sign in instead.'],
    ['mutation { createRole(input: { name: "Mine" }) { id } }', 'This is not for access tokens; sign in instead.'],
  ])('does not get to %s', async (query, message) => {
    const { token } = await aToken(['property:read', 'workspace:read']);
    const { data, errors } = await stack.ask(query, {}, token);
    expect(errors).toMatchObject([{ message, extensions: { code: 'FORBIDDEN' } }]);
    expect(Object.values(data)).toEqual([null]);
  });

  it('learns from the gateway what the token is', async () => {
    const { token, session } = await aToken(['property:read']);
    const about = (bearer: string) => fetch(`${stack.url}/access-token`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await (await about(token)).json()).toEqual({ name: 'Partner', scopes: ['property:read'], expiresAt: expect.any(String) });
    for (const bearer of [session, `plat_pat_${'x'.repeat(43)}`]) expect((await about(bearer)).status).toBe(401);
    expect((await fetch(`${stack.url}/access-token`)).status).toBe(401);
  });

  it('explores the schema', async () => {
    const { token } = await aToken(['property:read']);
    const { data } = await stack.ask('{ __schema { queryType { name } } }', {}, token);
    expect(data.__schema.queryType.name).toBe('Query');
  });

  it('is out when the token that was just used is revoked, as soon as the gateway has heard of it', async () => {
    const { token, id, session } = await aToken(['property:read']);
    expect((await send(token)).status).toBe(200);
    await stack.ask(REVOKE, { id }, session);
    // No time is asserted: without the stream this would go on for as long as the gateway remembers, and end as well.
    while ((await send(token)).status === 200);
    expect(await refusal(token)).toEqual(REFUSED);
  }, 30_000);

  it('goes on with other rights when the owner’s have changed', async () => {
    const { token } = await aToken(['client:read', 'user:read'], 'THIRD_PARTY');
    const roleOf = async () => (await stack.ask('{ me { role } clients { totalCount } }', {}, token)).data;
    expect(await roleOf()).toEqual({ me: { role: 'THIRD_PARTY' }, clients: { totalCount: 0 } });
    const { data } = await stack.ask('{ me { id } }', {}, token);
    const change = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { role } }';
    await stack.ask(change, { input: { id: data.me.id, role: 'SUPPORT' } }, await stack.signIn('ADMIN'));
    let now = await roleOf();
    while (!now?.clients?.totalCount) now = await roleOf();
    expect(now.me.role).toBe('SUPPORT');
  }, 30_000);

  it('is out when the token is revoked, expired, unknown or malformed, and told the same', async () => {
    const [revoked, expired, shutOut] = [await aToken(['user:read']), await aToken(['user:read']), await aToken(['user:read'], 'AGENCY')];
    expect((await stack.ask(REVOKE, { id: revoked.id }, revoked.session)).data.revokeAccessToken.revokedAt).toEqual(expect.any(String));
    await stack.lookInto('crm', `UPDATE access_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired.id]);
    await stack.lookInto('crm', `UPDATE users SET is_active = false WHERE role = 'AGENCY'`);
    for (const token of [revoked.token, expired.token, shutOut.token, `plat_pat_${'x'.repeat(43)}`, 'plat_pat_x'])
      expect(await refusal(token)).toEqual(REFUSED);
  });
});

describe('while crm is down', () => {
  it('a partner is told so, and not that the token is wrong', async () => {
    const stack = await startTestStack({ overHttp: true });
    await stack.takeDown('crm');
    const response = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer plat_pat_${'x'.repeat(43)}` },
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    await stack.stop();
  }, 60_000);
});
