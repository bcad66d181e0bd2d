import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { hashPassword } from '../src/session/password';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const FIELDS = 'id service keyName isActive status version lastUsed lastChecked user { id }';
const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { ${FIELDS} } }`;
const DELETE = 'mutation ($id: ID!) { deleteApiKey(id: $id) { id keyName } }';
const REVEAL = 'mutation ($input: RevealApiKeyInput!) { revealApiKey(input: $input) { apiKey { id } key } }';
const PASSWORD = 'a password of the test';

const create = (as: Viewer, input: object) => crm.ask(as, CREATE, { input: { service: 'openai', key: 'sk-planted', ...input } });
const codeOf = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const events = (id: string) =>
  crm.given(
    (db): Promise<{ type: string; payload: { old?: object; new?: object } }[]> =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
  );
const sealedOf = (id: string) =>
  crm.given(
    (db): Promise<{ key_ciphertext: string }[]> => db.query('SELECT key_ciphertext, nonce, salt FROM api_keys WHERE id = $1', [id]),
  );

describe('API keys', () => {
  it('keeps a key encrypted, answers what is known of it, and records it without the key', async () => {
    const ann = await crm.user();
    const { data, errors } = await create(viewerOf(ann), {});
    expect(errors).toBeUndefined();
    expect(data.createApiKey).toMatchObject({
      service: 'openai',
      keyName: 'default',
      isActive: true,
      status: 'ACTIVE',
      version: 1,
      lastUsed: null,
      user: { id: ann.id },
    });
    const { id } = data.createApiKey;
    expect((await sealedOf(id))[0]?.key_ciphertext).toMatch(/^test\.100000\./);
    expect(JSON.stringify(await sealedOf(id))).not.toContain('planted');
    const recorded = await events(id);
    expect(recorded.map(({ type }) => type)).toEqual(['api_key.created']);
    expect(recorded[0]?.payload.new).toMatchObject({
      key_ciphertext: '[redacted]',
      nonce: '[redacted]',
      salt: '[redacted]',
      service: 'openai',
    });
  });

  it('keeps several keys of a service, one of them in use, and gives no name twice', async () => {
    const ann = viewerOf(await crm.user());
    const first = (await create(ann, {})).data.createApiKey;
    const second = await create(ann, { keyName: 'spare' });
    expect(codeOf(second)).toBe('CONFLICT');
    expect(second.errors?.[0]?.message).toBe('Another key of this service is in use; make that one inactive first.');
    const spare = (await create(ann, { keyName: 'spare', isActive: false })).data.createApiKey;
    expect(spare).toMatchObject({ isActive: false, status: 'INACTIVE' });
    const twice = await create(ann, { keyName: 'spare', isActive: false });
    expect(twice.errors?.[0]?.message).toBe('You have a key of this name at this service already.');
    const edit = (input: object) => crm.ask(ann, UPDATE, { input });
    expect(codeOf(await edit({ id: spare.id, isActive: true }))).toBe('CONFLICT');
    expect((await edit({ id: first.id, isActive: false })).data.updateApiKey).toMatchObject({ isActive: false, status: 'INACTIVE' });
    expect((await edit({ id: spare.id, isActive: true })).data.updateApiKey).toMatchObject({ isActive: true, status: 'ACTIVE' });
    expect((await create(ann, { service: 'stripe' })).data.createApiKey.isActive).toBe(true);
  });

  it('edits a name and a key, forgets what a check found of the old key, and refuses an edit of an old version', async () => {
    const ann = await crm.user();
    const apiKey = await crm.apiKey(ann, { status: 'UNHEALTHY' as never });
    const edit = (input: object) => crm.ask(viewerOf(ann), UPDATE, { input: { id: apiKey.id, ...input } });
    expect((await edit({ version: 1, keyName: 'main' })).data.updateApiKey).toMatchObject({
      keyName: 'main',
      status: 'UNHEALTHY',
      version: 2,
    });
    const stale = await edit({ version: 1, keyName: 'other' });
    expect(codeOf(stale)).toBe('CONFLICT');
    expect(stale.errors?.[0]?.extensions?.version).toBe(2);
    expect((await edit({ key: 'sk-another' })).data.updateApiKey).toMatchObject({ status: 'ACTIVE', version: 3 });
    const [, renewed] = await events(apiKey.id);
    expect(renewed?.payload.new).toMatchObject({ key_ciphertext: '[redacted]', status: 'ACTIVE' });
    expect(renewed?.payload.old).toMatchObject({ status: 'UNHEALTHY' });
  });

  it('names each argument that breaks a rule, and repeats no key', async () => {
    const ann = viewerOf(await crm.user());
    const { errors } = await create(ann, { service: ' ', keyName: 'n'.repeat(256), key: 'secret'.repeat(2_000) });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: {
        'input.service': 'must not be empty',
        'input.keyName': 'must have at most 255 characters',
        'input.key': 'must be at most 8 KB',
      },
    });
    expect(JSON.stringify(errors)).not.toContain('secretsecret');
    const empty = await crm.ask(ann, UPDATE, { input: { id: ann.userId, key: null, isActive: null } });
    expect(empty.errors?.[0]?.extensions?.fields).toEqual({
      'input.key': 'must not be empty',
      'input.isActive': 'must not be null; leave it out',
    });
  });

  it('deletes for good, and records what it was', async () => {
    const ann = await crm.user();
    const { id } = await crm.apiKey(ann, { keyName: 'old' });
    const [bob, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    expect(codeOf(await crm.ask(viewerOf(bob), DELETE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(boss), DELETE, { id }))).toBe('FORBIDDEN');
    expect((await crm.ask(viewerOf(ann), DELETE, { id })).data.deleteApiKey).toEqual({ id, keyName: 'old' });
    expect(await sealedOf(id)).toEqual([]);
    expect(codeOf(await crm.ask(viewerOf(ann), DELETE, { id }))).toBe('NOT_FOUND');
    expect(codeOf(await crm.ask(viewerOf(ann), DELETE, { id: 'x' }))).toBe('NOT_FOUND');
    expect((await events(id)).map(({ type, payload }) => [type, (payload.old as { key_name: string }).key_name])).toEqual([
      ['api_key.deleted', 'old'],
    ]);
  });

  it('reads the keys of several users in one statement, and each user’s alone to it', async () => {
    const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    await crm.apiKey(ann, { keyName: 'A' });
    await crm.apiKey(bob, { keyName: 'B' });
    const refs = [ann, bob].map(({ id }) => ({ __typename: 'User', id }));
    const query =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { apiKeys(first: 5) { edges { node { keyName } } } } } }';
    expect(JSON.stringify((await crm.ask(viewerOf(boss), query, { refs })).data)).toContain('"A"');
    expect((await crm.ask(viewerOf(ann), query, { refs })).data._entities).toEqual([
      { apiKeys: { edges: [{ node: { keyName: 'A' } }] } },
      null,
    ]);
    expect(await crm.statementsOf(() => crm.ask(viewerOf(boss), query, { refs }))).toHaveLength(2);
    const list = '{ apiKeys(orderBy: SERVICE_ASC, filter: { isActive: true }) { edges { node { keyName } } totalCount } }';
    expect((await crm.ask(viewerOf(bob), list)).data.apiKeys).toEqual({ edges: [{ node: { keyName: 'B' } }], totalCount: 1 });
  });
});

describe('revealing an API key', () => {
  const owner = async () => {
    const user = await crm.user({ passwordHash: await hashPassword(PASSWORD) });
    const viewer = viewerOf(user);
    const { id } = (await create(viewer, { key: 'sk-planted ✓' })).data.createApiKey as { id: string };
    const reveal = (password: string, as = viewer) => crm.ask(as, REVEAL, { input: { id, password } });
    return { user, viewer, id, reveal };
  };

  it('shows the key to its owner who gives the password again, and records it without the key', async () => {
    const { id, reveal } = await owner();
    expect((await reveal(PASSWORD)).data.revealApiKey).toEqual({ apiKey: { id }, key: 'sk-planted ✓' });
    const recorded = await events(id);
    expect(recorded.map(({ type }) => type)).toEqual(['api_key.created', 'api_key.revealed']);
    expect(JSON.stringify(recorded)).not.toContain('planted');
  });

  it('shows it to nobody else, an administrator with the right password of their own included', async () => {
    const { id, reveal } = await owner();
    const passwordHash = await hashPassword(PASSWORD);
    const [bob, boss] = [await crm.user({ passwordHash }), await crm.user({ passwordHash, role: UserRole.ADMIN })];
    expect(codeOf(await reveal(PASSWORD, viewerOf(bob)))).toBe('NOT_FOUND');
    expect(codeOf(await reveal(PASSWORD, viewerOf(boss)))).toBe('FORBIDDEN');
    expect((await events(id)).map(({ type }) => type)).toEqual(['api_key.created']);
  });

  it('looks at five wrong passwords an hour, in parallel too, and then not at the right one', async () => {
    const { user, reveal } = await owner();
    const codes = await Promise.all(Array.from({ length: 9 }, async (_, n) => codeOf(await reveal(`wrong ${n}`))));
    expect(codes.sort()).toEqual([...Array(5).fill('BAD_USER_INPUT'), ...Array(4).fill('RATE_LIMITED')]);
    expect(codeOf(await reveal(PASSWORD))).toBe('RATE_LIMITED');
    await crm.given((db) =>
      db.query(`UPDATE password_attempts SET attempted_at[1] = attempted_at[1] - interval '61 minutes' WHERE user_id = $1`, [user.id]),
    );
    expect((await reveal(PASSWORD)).data.revealApiKey.key).toBe('sk-planted ✓');
    expect(codeOf(await reveal('wrong again'))).toBe('BAD_USER_INPUT');
    expect(codeOf(await reveal(PASSWORD))).toBe('RATE_LIMITED');
  });

  it('counts no password that fits', async () => {
    const { reveal } = await owner();
    for (let n = 0; n < 7; n += 1) expect((await reveal(PASSWORD)).errors).toBeUndefined();
  });

  it('asks an inactive user to sign in', async () => {
    const { user, reveal } = await owner();
    await crm.given((db) => db.query('UPDATE users SET is_active = false WHERE id = $1', [user.id]));
    expect(codeOf(await reveal(PASSWORD))).toBe('UNAUTHENTICATED');
  });

  it('refuses a secret that was copied from another row', async () => {
    const [mine, other] = [await owner(), await owner()];
    await crm.given((db) =>
      db.query(
        'UPDATE api_keys a SET key_ciphertext = b.key_ciphertext, nonce = b.nonce, salt = b.salt FROM api_keys b WHERE a.id = $1 AND b.id = $2',
        [mine.id, other.id],
      ),
    );
    expect(codeOf(await mine.reveal(PASSWORD))).toBe('INTERNAL');
  });
});
