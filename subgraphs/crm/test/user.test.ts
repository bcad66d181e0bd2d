import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { withClient } from '@plat/shared/database/admin-client';
import { migrate } from '@plat/shared/database/migrate';
import { buildFederatedSchema } from '@plat/shared/graphql/federated-schema';
import { rootOperations } from '@plat/shared/testing/root-operations';
import { emptyDatabase } from '@plat/shared/testing/test-databases';
import { isObjectType } from 'graphql';
import type { QueryRunner } from 'typeorm';
import { model } from '../src/data-source';
import { FoldUsernames1795132856000 } from '../src/migrations/1795132856000-fold-usernames';
import { ConfirmEarlierUsers1795132857000 } from '../src/migrations/1795132857000-confirm-earlier-users';
import { schema } from '../src/schema';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
const UPDATE =
  'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { version username firstName lastName fullName avatarUrl } }';
const update = (viewer: Viewer, input: Record<string, unknown>) => crm.ask(viewer, UPDATE, { input });
const codeOf = async (viewer: Viewer, input: Record<string, unknown>) => (await update(viewer, input)).errors?.[0]?.extensions?.code;

describe('a user', () => {
  it('is who is signed in, with contact, client and properties', async () => {
    const [contact, client] = [await crm.contact(), await crm.client()];
    const ann = await crm.user({ contactId: contact.id, clientId: client.id, firstName: 'Ann' });
    const house = await crm.property(ann);
    const { data, errors } = await crm.ask(
      viewerOf(ann),
      '{ me { id email role isActive firstName contact { id owner { id } } client { id } properties { edges { node { id user { id } } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.me).toEqual({
      id: ann.id,
      email: ann.email,
      role: 'USER',
      isActive: true,
      firstName: 'Ann',
      contact: { id: contact.id, owner: null },
      client: { id: client.id },
      properties: { edges: [{ node: { id: house.id, user: { id: ann.id } } }] },
    });
  });

  it('has no field that tells of its password', () => {
    const types = Object.values(buildFederatedSchema(schema).schema.getTypeMap()).filter(isObjectType);
    const answers = types.filter(({ name }) => !['Query', 'Mutation'].includes(name));
    const telling = answers.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(telling.filter((name) => /\.\w*(password|hash|token|salt)/i.test(name)).sort()).toEqual([
      'AuditHead.hash', // of what happened
      'AuditLog.hash',
      'AuditLog.previousHash',
      'ChangePasswordPayload.accessToken',
      'CreatedAccessToken.accessToken', // what is known of it
      'CreatedAccessToken.token',
      'SessionTokens.accessToken',
      'SessionTokens.refreshToken',
      'SignInPayload.accessToken',
      'SignInPayload.deviceToken',
      'SignInPayload.refreshToken',
      'User.accessTokens',
    ]);
  });

  it('is found by address in a list of an administrator, and by nobody else', async () => {
    const [ann, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const query =
      'query ($email: String!) { users(filter: { email: { eq: $email }, role: [USER], isActive: true }, orderBy: EMAIL_ASC) { totalCount edges { node { id } } } }';
    expect((await crm.ask(viewerOf(boss), query, { email: ann.email })).data.users).toEqual({
      totalCount: 1,
      edges: [{ node: { id: ann.id } }],
    });
    expect((await crm.ask(viewerOf(await crm.user()), query, { email: ann.email })).data.users).toEqual({ totalCount: 0, edges: [] });
  });
});

describe('a profile', () => {
  it('is edited by its user, field by field, and says so in an event', async () => {
    const ann = await crm.user({ firstName: 'Ann', lastName: 'Archer', fullName: 'Ann Archer' });
    const username = `ann-${randomUUID()}`;
    expect(
      (await update(viewerOf(ann), { id: ann.id, version: 1, username, lastName: 'Baker', avatarUrl: 'https://example.com/a.png' })).data
        .updateProfile,
    ).toEqual({ version: 2, username, firstName: 'Ann', lastName: 'Baker', fullName: 'Ann Baker', avatarUrl: 'https://example.com/a.png' });
    expect((await update(viewerOf(ann), { id: ann.id, version: null, firstName: null, avatarUrl: null })).data.updateProfile).toMatchObject(
      { version: 3, username, firstName: null, lastName: 'Baker', fullName: 'Baker', avatarUrl: null },
    );
    const events = await crm.given((db) =>
      db.query(`SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq`, [ann.id]),
    );
    expect(events).toMatchObject([
      { type: 'user.updated', payload: { old: { last_name: 'Archer' }, new: { last_name: 'Baker' } } },
      { type: 'user.updated', payload: { old: { first_name: 'Ann' }, new: { first_name: null } } },
    ]);
    expect(JSON.stringify(events)).not.toContain('password');
  });

  it('is edited by an administrator as well, and is missing to everybody else', async () => {
    const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    expect((await update(viewerOf(boss), { id: ann.id, firstName: 'Anna' })).data.updateProfile).toMatchObject({
      version: 2,
      firstName: 'Anna',
    });
    expect(await codeOf(viewerOf(bob), { id: ann.id, firstName: 'Hm' })).toBe('NOT_FOUND');
    for (const id of [randomUUID(), 'x', `' OR true --`]) expect(await codeOf(viewerOf(boss), { id, firstName: 'Hm' })).toBe('NOT_FOUND');
  });

  it.each([
    [{ username: null }],
    [{ username: 'ab' }],
    [{ username: '   ' }],
    [{ username: 'x'.repeat(256) }],
    [{ firstName: 'x'.repeat(256) }],
    [{ avatarUrl: 'javascript:alert(1)' }],
    [{ role: 'ADMIN' }],
    [{ email: 'new@example.com' }],
    [{ contactId: randomUUID() }],
  ])('refuses %j', async (change) => {
    const ann = await crm.user();
    expect(await codeOf(viewerOf(ann), { id: ann.id, ...change })).toBe('BAD_USER_INPUT');
    expect((await crm.ask(viewerOf(ann), '{ me { version } }')).data.me).toEqual({ version: 1 });
  });

  it.each([
    ['username', null],
    ['username', 'x'.repeat(256)],
    ['username', 'a null\0'],
    ['username', 'half \ud800 of one'],
    ['username', 'two\r\nlines'],
    ['username', 'evil\u202Egnp'],
    ['username', '\u200B\u200B\u200B'],
    ['firstName', 'x'.repeat(256)],
    ['firstName', 'two\r\nlines'],
    ['lastName', 'a null\0'],
  ])('names the argument %s where it refuses %j', async (field, text) => {
    const [ann, boss] = [await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const fields = { [`input.${field}`]: expect.any(String) };
    expect((await update(viewerOf(ann), { id: ann.id, [field]: text })).errors).toMatchObject([{ extensions: { fields } }]);
    if (text === null) return;
    const email = `${randomUUID()}@example.com`;
    const created = await crm.ask(viewerOf(boss), CREATE, { input: { email, [field]: text } });
    expect(created.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields } }]);
  });

  it('has the name that another one has in no other form', async () => {
    const [ann, bob] = [await crm.user(), await crm.user({ username: `Réné ${randomUUID()}` })];
    for (const username of [bob.username.toUpperCase(), ` ${bob.username} `, bob.username.normalize('NFD')])
      expect((await update(viewerOf(ann), { id: ann.id, username })).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    const kept = await update(viewerOf(ann), { id: ann.id, username: `  Ann ${ann.id} ` });
    expect(kept.data.updateProfile.username).toBe(`Ann ${ann.id}`);
  });

  it('kept the name that only its case told from an older one, with a suffix, and the wall around users is up again', async () => {
    const database = await emptyDatabase('crm');
    const before = model.migrations.filter((migration) => migration !== FoldUsernames1795132856000);
    await migrate(database.owner, { service: 'crm', migrations: before });
    await withClient(database.system, async (client) => {
      for (const name of ['ann', 'Ann', 'bob'])
        await client.query(`INSERT INTO users (username, email, password_hash) VALUES ($1, $2, 'none')`, [
          name,
          `${randomUUID()}@example.com`,
        ]);
    });
    await migrate(database.owner, { service: 'crm', migrations: model.migrations });
    await withClient(database.system, async (client) => {
      const { rows } = await client.query(`SELECT replace(username, id::text, '…') AS username FROM users ORDER BY created_at`);
      expect(rows.map(({ username }) => username)).toEqual(['ann', 'Ann-…', 'bob']);
    });
    await withClient(database.owner, async (client) => expect((await client.query('SELECT id FROM users')).rows).toEqual([]));
  });

  it('has the users of before a confirmed address was asked for, and takes back just that', async () => {
    const database = await emptyDatabase('crm');
    const before = model.migrations.filter((migration) => migration !== ConfirmEarlierUsers1795132857000);
    await migrate(database.owner, { service: 'crm', migrations: before });
    const proofs = () =>
      withClient(database.system, async (client) => {
        const { rows } = await client.query(
          `SELECT username, v.email FROM users u JOIN email_verifications v ON v.user_id = u.id ORDER BY 1`,
        );
        return rows;
      });
    await withClient(database.system, async (client) => {
      for (const name of ['ann', 'bob'])
        await client.query(`INSERT INTO users (username, email, password_hash) VALUES ($1, $2, 'none')`, [name, `${name}@example.com`]);
      await client.query(`INSERT INTO email_verifications SELECT id, email, now() FROM users WHERE username = 'bob'`);
    });
    await migrate(database.owner, { service: 'crm', migrations: model.migrations });
    expect((await proofs()).map(({ username, email }) => [username, email])).toEqual([
      ['ann', 'ann@example.com'],
      ['bob', 'bob@example.com'],
    ]);
    await withClient(database.owner, async (client) => {
      expect((await client.query('SELECT id FROM users')).rows).toEqual([]);
      expect((await client.query('SELECT user_id FROM email_verifications')).rows).toEqual([]);
      const runner = { query: (sql: string) => client.query(sql) };
      await new ConfirmEarlierUsers1795132857000().down(runner as unknown as QueryRunner);
    });
    expect((await proofs()).map(({ username }) => username)).toEqual(['bob']);
  });

  it('keeps names apart, and edits that do not know of each other', async () => {
    const [ann, bob] = [await crm.user(), await crm.user()];
    const taken = await update(viewerOf(ann), { id: ann.id, username: bob.username });
    expect(taken.errors).toMatchObject([{ extensions: { code: 'CONFLICT', rule: 'users_username_key' } }]);
    expect(taken.errors?.[0]?.message).not.toContain(bob.username);
    const both = await Promise.all([1, 1].map((version) => update(viewerOf(ann), { id: ann.id, version, firstName: 'Ann' })));
    expect(both.map(({ errors }) => errors?.[0]?.extensions?.code).sort()).toEqual(['CONFLICT', undefined]);
  });
});

describe('nobody', () => {
  it.each(rootOperations(schema).filter(({ field }) => !['_service', ...(schema.publicFields ?? [])].includes(field)))(
    'is refused at $field',
    async ({ query, variables }) => {
      const { data, errors } = await crm.ask(NOBODY, query, { ...variables });
      expect([Object.values(data ?? {}).filter((value) => value !== null), errors?.map(({ extensions }) => extensions?.code)]).toEqual([
        [],
        ['UNAUTHENTICATED'],
      ]);
    },
  );
});
