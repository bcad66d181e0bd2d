import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOKEN_SCOPES } from '@plat/shared/access/token-scopes';
import { Viewer } from '@plat/shared/access/viewer';
import { hashPassword } from '../src/session/password';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { rowsOf, sha256 } from './sign-in';

const NOW = new Date('2026-05-01T12:00:00Z');
const PASSWORD = 'a password of the test';
let crm: TestCrm;
let passwordHash: string;
beforeAll(async () => {
  crm = await startTestCrm({ clock: () => NOW });
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => crm.stop());

const FIELDS = 'id name scopes expiresAt lastUsed revokedAt version user { id }';
const CREATE = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token accessToken { ${FIELDS} } } }`;
const REVOKE = `mutation ($id: ID!) { revokeAccessToken(id: $id) { ${FIELDS} } }`;
const codeOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const create = (as: Viewer, input: object = {}) =>
  crm.ask(as, CREATE, {
    input: { name: 'Script', scopes: ['property:read'], expiresAt: '2026-06-01T00:00:00Z', password: PASSWORD, ...input },
  });
const eventsOf = (id: string) =>
  crm.given(
    (db): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
  );
const tokenOf = (user: User, scopes: Viewer['identity']['scopes'] = TOKEN_SCOPES) =>
  new Viewer({ ...viewerOf(user).identity, sessionId: undefined, tokenId: user.id, scopes });

describe('an access token', () => {
  it('is shown once, kept as a hash, and recorded without it', async () => {
    const ann = await crm.user({ passwordHash });
    const { data, errors } = await create(viewerOf(ann), { scopes: ['user:read', 'property:read', 'user:read'] });
    expect(errors).toBeUndefined();
    const { token, accessToken } = data.createAccessToken;
    expect(token).toMatch(/^plat_pat_[\w-]{43}$/);
    expect(accessToken).toEqual({
      id: expect.any(String),
      name: 'Script',
      scopes: ['property:read', 'user:read'],
      expiresAt: '2026-06-01T00:00:00.000Z',
      lastUsed: null,
      revokedAt: null,
      version: 1,
      user: { id: ann.id },
    });
    const rows = await rowsOf(crm, 'access_tokens', ann);
    expect(rows).toMatchObject([{ id: accessToken.id, token_hash: sha256(token) }]);
    const events = await eventsOf(accessToken.id);
    expect(events).toMatchObject([{ type: 'access_token.created', payload: { new: { token_hash: '[redacted]', name: 'Script' } } }]);
    for (const secret of [token, sha256(token), PASSWORD]) expect(JSON.stringify(events)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('asks for the password again, and counts wrong ones', async () => {
    const ann = viewerOf(await crm.user({ passwordHash }));
    const wrong = await create(ann, { password: 'wrong' });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'input.password': 'is wrong' } });
    for (let n = 0; n < 4; n += 1) await create(ann, { password: 'wrong' });
    expect(codeOf(await create(ann))).toBe('RATE_LIMITED');
  });

  it('names each argument that breaks a rule', async () => {
    const ann = viewerOf(await crm.user({ passwordHash }));
    const fieldsOf = async (input: object) => (await create(ann, input)).errors?.[0]?.extensions?.fields;
    expect(await fieldsOf({ name: ' ', scopes: [], expiresAt: NOW.toISOString() })).toEqual({
      'input.name': 'must not be empty',
      'input.scopes': 'must name what the token may do',
      'input.expiresAt': 'must be in the future',
    });
    const scopes = ['property:read', 'user:write', 'role:read', 'user:admin', 'house:read', 'property'];
    expect(await fieldsOf({ name: 'n'.repeat(256), scopes, expiresAt: '2027-05-01T12:00:00.001Z' })).toEqual({
      'input.name': 'must have at most 255 characters',
      ...Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`input.scopes.${at}`, 'is no permission that a token may have'])),
      'input.expiresAt': 'must be at most a year from now',
    });
    expect((await create(ann, { expiresAt: '2027-05-01T12:00:00Z' })).errors).toBeUndefined();
  });

  it('holds beside at most 49 others; what is revoked or expired does not count', async () => {
    const ann = await crm.user({ passwordHash });
    await crm.accessToken(ann, { expiresAt: NOW });
    await crm.accessToken(ann, { revokedAt: NOW });
    const later = new Date(NOW.getTime() + 1);
    const first = await crm.accessToken(ann, { expiresAt: later });
    for (let n = 1; n < 49; n += 1) await crm.accessToken(ann, { expiresAt: later });
    expect((await create(viewerOf(ann))).errors).toBeUndefined();
    const refused = await create(viewerOf(ann));
    expect([codeOf(refused), refused.errors?.[0]?.extensions?.active]).toEqual(['CONFLICT', 50]);
    await crm.ask(viewerOf(ann), REVOKE, { id: first.id });
    expect((await create(viewerOf(ann))).errors).toBeUndefined();
  });

  it('is revoked for good by its owner, with a revocation and an event, and once', async () => {
    const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const { id } = await crm.accessToken(ann);
    expect(codeOf(await crm.ask(viewerOf(bob), REVOKE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(ann), REVOKE, { id: bob.id }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(ann), REVOKE, { id: 'x' }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(boss), REVOKE, { id }))).toBe('FORBIDDEN');
    const revoked = { id, revokedAt: NOW.toISOString(), version: 2 };
    for (let n = 0; n < 2; n += 1) expect((await crm.ask(viewerOf(ann), REVOKE, { id })).data.revokeAccessToken).toMatchObject(revoked);
    expect(await crm.given((db) => db.query('SELECT kind FROM revocations WHERE subject_id = $1', [id]))).toEqual([{ kind: 'TOKEN' }]);
    const events = await eventsOf(id);
    expect(events).toMatchObject([
      { type: 'access_token.revoked', payload: { old: { revoked_at: null }, new: { revoked_at: NOW.toISOString() } } },
    ]);
  });

  it('is not made for somebody who was shut out a moment ago', async () => {
    const ann = await crm.user({ passwordHash, isActive: false });
    expect(codeOf(await create(viewerOf(ann)))).toBe('UNAUTHENTICATED');
    const { id } = await crm.accessToken(ann);
    expect(codeOf(await crm.ask(viewerOf(ann), REVOKE, { id }))).toBe('UNAUTHENTICATED');
  });

  it('is listed under its owner, newest first, and found by name, several users in one statement', async () => {
    const [ann, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
    for (const [n, name] of ['A', 'B', 'C'].entries()) await crm.accessToken(ann, { name, createdAt: at(n) });
    const names = async (args: string) => {
      const { data } = await crm.ask(viewerOf(ann), `{ me { accessTokens${args} { totalCount edges { node { name } } } } }`);
      return data.me.accessTokens.edges.map(({ node }: { node: { name: string } }) => node.name);
    };
    expect(await names('')).toEqual(['C', 'B', 'A']);
    expect(await names('(orderBy: CREATED_AT_ASC, first: 2)')).toEqual(['A', 'B']);
    expect(await names('(filter: { name: { eq: "B" } })')).toEqual(['B']);
    const list = () =>
      crm.ask(viewerOf(boss), '{ users(first: 10) { edges { node { accessTokens(first: 2) { edges { node { id } } } } } } }');
    expect(await crm.statementsOf(list)).toHaveLength(2);
  });
});

describe('a viewer that is an access token', () => {
  const within = (query: string, scopes?: Viewer['identity']['scopes']) => async () => {
    const ann = await crm.user({ passwordHash, role: UserRole.ADMIN });
    return crm.ask(tokenOf(ann, scopes), query);
  };

  it.each([
    ['{ apiKeys { totalCount } }'],
    ['{ me { apiKeys { totalCount } } }'],
    ['{ me { accessTokens { totalCount } } }'],
    ['{ me { grantedRoles { id } } }'],
    ['{ roles { totalCount } }'],
    ['{ permissions { totalCount } }'],
    [
      'mutation { createAccessToken(input: { name: "n", scopes: ["user:read"], expiresAt: "2026-06-01T00:00:00Z", password: "a password of the test" }) { token } }',
    ],
    ['mutation { signIn(input: { email: "a@example.com", password: "x" }) { accessToken } }'],
    ['mutation { createUser(input: { email: "a@example.com" }) { id } }'],
    ['mutation { createRole(input: { name: "Mine" }) { id } }'],
    ['mutation { setPreference(input: { preferenceKey: "theme", preferenceValue: 1 }) { preferenceKey } }'],
  ])('is refused %s, whatever its scopes', async (query) => {
    const { data, errors } = await within(query)();
    expect(errors).toMatchObject([{ message: 'This is not for access tokens; sign in instead.', extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(data)).toMatch(/^\{"\w+":(null|\{"\w+":null\})\}$/);
  });

  it('sees what its owner sees, as far as its scopes go', async () => {
    const ann = await crm.user();
    const house = await crm.property(ann);
    await crm.property(await crm.user());
    const query = '{ properties { edges { node { id address { city } } } } me { id } contacts { totalCount } }';
    const { data, errors } = await crm.ask(tokenOf(ann, ['property:read', 'contact:write']), query);
    expect(data).toEqual({ properties: { edges: [{ node: { id: house.id, address: { city: 'Austin' } } }] }, me: null, contacts: null });
    expect(errors?.map(({ message }) => message)).toEqual([
      'The access token needs the scope user:read.',
      'The access token needs the scope contact:read.',
    ]);
  });

  it('writes by the scope to write alone, as its owner, and the event says which token it was', async () => {
    const ann = await crm.user();
    const house = await crm.property(ann);
    const edit = 'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { title } }';
    const input = { id: house.id, title: 'Sold' };
    expect(codeOf(await crm.ask(tokenOf(ann, ['property:read']), edit, { input }))).toBe('FORBIDDEN');
    expect((await crm.ask(tokenOf(ann, ['property:write']), edit, { input })).data.updateProperty).toEqual({ title: 'Sold' });
    expect(await eventsOf(house.id)).toMatchObject([{ type: 'property.updated', payload: { accessToken: ann.id } }]);
    const others = await crm.property(await crm.user());
    const refused = await crm.ask(tokenOf(ann, ['property:write']), edit, { input: { ...input, id: others.id } });
    expect(codeOf(refused)).toBe('NOT_FOUND');
  });
});
