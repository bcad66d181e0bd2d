import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import { eventRows } from '@plat/shared/testing/event-rows';
import { idempotencyRows } from '@plat/shared/testing/idempotency-rows';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { type User, UserRole } from '../src/user/user.entity';
import { accessTokenRows } from './access-token.row-wall';
import { accountRows } from './account.row-wall';
import { apiKeyRows } from './api-key.row-wall';
import { auditLogRows } from './audit-log.row-wall';
import { type TestCrm, viewerOf } from './crm.factory';
import { dealRows } from './deal.row-wall';
import { leadRows } from './lead.row-wall';
import { notificationRows } from './notification.row-wall';
import { planRows } from './plan.row-wall';
import { sessionRows } from './session.row-wall';
import { webhookRows } from './webhook.row-wall';
import { workspaceRows } from './workspace.row-wall';

/** What the database of crm answers to SQL of the application role, whatever the code does. */
export async function rowWall(crm: TestCrm): Promise<RowCase[]> {
  const [ownContact, annsClient] = [await crm.contact(), await crm.client()];
  const ann = await crm.user({ contactId: ownContact.id, clientId: annsClient.id });
  const bob = await crm.user();
  const boss = await crm.user({ role: UserRole.ADMIN });
  const [owner, stranger, admin, agent] = [viewerOf(ann), viewerOf(bob), viewerOf(boss), aViewer('AGENT')];
  const [house, card, shared] = [await crm.property(ann), await crm.contact({ ownerUserId: ann.id }), await crm.contact()];
  await crm.given((db) =>
    db.query(`INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, gen_random_uuid(), now())`, [ann.id]),
  );

  const role = await crm.role();
  await crm.given(async (db) => {
    await db.query('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [ann.id, role.id]);
    for (const { id } of [ann, bob])
      await db.query(`INSERT INTO user_preferences (user_id, preference_key, preference_value) VALUES ($1, 'theme', '1')`, [id]);
  });

  const reads = (table: string, id: string, who: Readonly<Record<string, readonly [RowCase['as'], number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({
      name: `${name} reads ${table}`,
      as,
      sql: `SELECT id FROM ${table} WHERE id = $1`,
      values: [id],
      expect,
    }));
  const edits = (table: string, id: string, who: Readonly<Record<string, readonly [RowCase['as'], number]>>): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({
      name: `${name} edits ${table}`,
      as,
      sql: `UPDATE ${table} SET version = version + 1 WHERE id = $1`,
      values: [id],
      expect,
    }));
  const addProperty = `INSERT INTO properties (user_id, address, property_type) VALUES ($1, '{"line1":"1","city":"c","state":"s","zip":"z"}', 'house')`;
  const addContact = `INSERT INTO contacts (owner_user_id, email, type) VALUES ($1, gen_random_uuid() || '@example.com', 'OTHER')`;
  const addClient = `INSERT INTO clients (name) VALUES ('New')`;

  return [
    ...(await idempotencyRows(crm)),
    ...reads('properties', house.id, {
      owner: [owner, 1],
      stranger: [stranger, 0],
      admin: [admin, 1],
      agent: [agent, 0],
      nobody: [NOBODY, 0],
    }),
    ...edits('properties', house.id, { owner: [owner, 1], stranger: [stranger, 0], admin: [admin, 0], nobody: [NOBODY, 0] }),
    { name: 'owner adds a property', as: owner, sql: addProperty, values: [ann.id], expect: 1 },
    { name: 'stranger adds a property of another', as: stranger, sql: addProperty, values: [ann.id], expect: 'refused' },
    {
      name: 'owner gives a property away',
      as: owner,
      sql: 'UPDATE properties SET user_id = $2 WHERE id = $1',
      values: [house.id, bob.id],
      expect: 'refused',
    },
    { name: 'owner deletes a property', as: owner, sql: 'DELETE FROM properties WHERE id = $1', values: [house.id], expect: 'refused' },

    ...reads('users', ann.id, { 'the user': [owner, 1], stranger: [stranger, 0], admin: [admin, 1], nobody: [NOBODY, 0] }),
    ...edits('users', ann.id, { 'the user': [owner, 1], stranger: [stranger, 0], admin: [admin, 1], nobody: [NOBODY, 0] }),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    { name: 'a user edits all users', as: owner, sql: 'UPDATE users SET version = 2', expect: 1 },
    {
      name: 'a user makes itself an administrator',
      as: owner,
      sql: `UPDATE users SET role = 'ADMIN' WHERE id = $1`,
      values: [ann.id],
      expect: 'refused',
    },
    {
      name: 'a user takes another contact',
      as: owner,
      sql: 'UPDATE users SET contact_id = $2 WHERE id = $1',
      values: [ann.id, shared.id],
      expect: 'refused',
    },
    {
      name: 'a user adds a user',
      as: owner,
      sql: `INSERT INTO users (username, email, password_hash) VALUES ('x', 'x', 'x')`,
      expect: 'refused',
    },
    { name: 'admin deletes a user', as: admin, sql: 'DELETE FROM users WHERE id = $1', values: [bob.id], expect: 'refused' },

    ...reads('contacts', card.id, {
      owner: [owner, 1],
      stranger: [stranger, 0],
      admin: [admin, 1],
      agent: [agent, 0],
      nobody: [NOBODY, 0],
    }),
    ...reads('contacts', ownContact.id, { 'the person': [owner, 1], stranger: [stranger, 0], agent: [agent, 1] }),
    ...reads('contacts', shared.id, { 'another person': [owner, 0], agent: [agent, 1], coordinator: [aViewer('COORDINATOR'), 0] }),
    ...edits('contacts', card.id, { owner: [owner, 1], stranger: [stranger, 0], agent: [agent, 0], admin: [admin, 1] }),
    ...edits('contacts', ownContact.id, { 'the person': [owner, 0], agent: [agent, 1] }),
    { name: 'owner adds a contact', as: owner, sql: addContact, values: [ann.id], expect: 1 },
    { name: 'stranger adds a contact of another', as: stranger, sql: addContact, values: [ann.id], expect: 'refused' },
    { name: 'user adds to the registry', as: owner, sql: addContact, values: [null], expect: 'refused' },
    { name: 'agent adds to the registry', as: agent, sql: addContact, values: [null], expect: 1 },
    { name: 'agent deletes a contact', as: agent, sql: 'DELETE FROM contacts WHERE id = $1', values: [shared.id], expect: 'refused' },
    {
      name: 'a card has the names of any contact',
      as: stranger,
      sql: 'SELECT id FROM contact_cards(ARRAY[$1]::uuid[])',
      values: [card.id],
      expect: 1,
    },

    ...reads('clients', annsClient.id, { 'the login': [owner, 1], stranger: [stranger, 0], agent: [agent, 1], nobody: [NOBODY, 0] }),
    ...edits('clients', annsClient.id, { 'the login': [owner, 0], stranger: [stranger, 0], agent: [agent, 1] }),
    { name: 'agent adds a client', as: agent, sql: addClient, expect: 1 },
    { name: 'user adds a client', as: owner, sql: addClient, expect: 'refused' },

    { name: 'the user sees its session', as: owner, sql: 'SELECT id FROM user_sessions WHERE user_id = $1', values: [ann.id], expect: 1 },
    { name: 'stranger sees a session', as: stranger, sql: 'SELECT id FROM user_sessions WHERE user_id = $1', values: [ann.id], expect: 0 },
    {
      name: 'the user edits its session',
      as: owner,
      sql: 'UPDATE user_sessions SET is_active = true WHERE user_id = $1',
      values: [ann.id],
      expect: 'refused',
    },

    ...deletionRows(admin, ['users', 'contacts', 'clients', 'properties', 'roles', 'leads', 'deals']),
    ...(await accountRows(crm)),
    ...(await apiKeyRows(crm)),
    ...(await webhookRows(crm)),
    ...(await workspaceRows(crm)),
    ...(await accessTokenRows(crm)),
    ...(await notificationRows(crm)),
    ...(await sessionRows(crm)),
    ...(await auditLogRows(crm)),
    ...(await leadRows(crm)),
    ...(await dealRows(crm)),
    ...(await planRows(crm)),
    ...accessCases({ owner, stranger, admin, ann, bob, roleId: role.id }),

    ...eventRows(owner),
    { name: 'user reads recorded events', as: owner, sql: 'SELECT payload FROM outbox_events', expect: 'refused' },
    { name: 'user changes recorded events', as: owner, sql: `UPDATE outbox_events SET type = 'x'`, expect: 'refused' },
    { name: 'user empties a table', as: admin, sql: 'TRUNCATE properties', expect: 'refused' },
    { name: 'user makes a table', as: admin, sql: 'CREATE TABLE mine (id int)', expect: 'refused' },

    { name: 'user reads counted sign-ins', as: admin, sql: 'SELECT network FROM sign_in_throttles', expect: 'refused' },
    { name: 'user reads what was revoked', as: admin, sql: 'SELECT seq FROM revocations', expect: 'refused' },
    {
      name: 'user revokes',
      as: admin,
      sql: `INSERT INTO revocations (kind, subject_id) VALUES ('USER', gen_random_uuid())`,
      expect: 'refused',
    },
    {
      name: 'the system revokes',
      as: NOBODY,
      role: 'system',
      sql: `INSERT INTO revocations (kind, subject_id) VALUES ('USER', gen_random_uuid())`,
      expect: 1,
    },
    { name: 'user forgets counted sign-ins', as: admin, sql: 'DELETE FROM sign_in_throttles', expect: 'refused' },
    {
      name: 'the system counts sign-ins',
      as: NOBODY,
      role: 'system',
      sql: `INSERT INTO sign_in_throttles (network, window_start, attempts) VALUES ('198.51.100.255/32', now(), 1)`,
      expect: 1,
    },
    ...['properties', 'users', 'contacts', 'clients', 'user_sessions'].map(
      (table): RowCase => ({
        name: `the system reads ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `SELECT id FROM ${table} LIMIT 1`,
        expect: 1,
      }),
    ),
    ...['properties', 'users', 'contacts', 'clients'].map(
      (table): RowCase => ({
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET version = 2 WHERE id = (SELECT id FROM ${table} LIMIT 1)`,
        expect: 1,
      }),
    ),
  ];
}

interface Cast {
  readonly owner: Viewer;
  readonly stranger: Viewer;
  readonly admin: Viewer;
  readonly ann: Pick<User, 'id'>;
  readonly bob: Pick<User, 'id'>;
  readonly roleId: string;
}

/** Roles, permissions and preferences: who reads them, and that no request writes what gives rights. */
function accessCases({ owner, stranger, admin, ann, bob, roleId }: Cast): RowCase[] {
  const granted = 'SELECT user_id FROM user_roles WHERE user_id = $1';
  const chosen = 'SELECT user_id FROM user_preferences WHERE user_id = $1';
  const choose = `INSERT INTO user_preferences (user_id, preference_key, preference_value) VALUES ($1, 'font', '1')`;
  const attempts: [string, Viewer, string, readonly unknown[], RowCase['expect']][] = [
    ['the user reads its granted roles', owner, granted, [ann.id], 1],
    ['stranger reads the granted roles of another', stranger, granted, [ann.id], 0],
    ['admin reads the granted roles of another', admin, granted, [ann.id], 1],
    ['nobody reads granted roles', NOBODY, granted, [ann.id], 0],
    ['a user reads a role', stranger, 'SELECT id FROM roles WHERE id = $1', [roleId], 1],
    ['admin grants itself a role', admin, 'INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [bob.id, roleId], 'refused'],
    ['admin revokes a role', admin, 'DELETE FROM user_roles WHERE user_id = $1', [ann.id], 'refused'],
    ['admin adds a role', admin, `INSERT INTO roles (name) VALUES ('mine')`, [], 'refused'],
    ['admin edits a role', admin, `UPDATE roles SET name = 'mine' WHERE id = $1`, [roleId], 'refused'],
    ['admin adds a permission', admin, `INSERT INTO permissions (name, resource, action) VALUES ('x:read', 'x', 'READ')`, [], 'refused'],
    ['admin gives a role permissions', admin, 'INSERT INTO role_permissions SELECT $1, id FROM permissions', [roleId], 'refused'],
    ['admin takes permissions away', admin, 'DELETE FROM role_permissions', [], 'refused'],
    ['admin shuts a user out', admin, 'UPDATE users SET is_active = false WHERE id = $1', [ann.id], 'refused'],
    ['the user reads its preferences', owner, chosen, [ann.id], 1],
    ['stranger reads preferences of another', stranger, chosen, [ann.id], 0],
    ['admin reads preferences of another', admin, chosen, [ann.id], 1],
    ['nobody reads preferences', NOBODY, chosen, [ann.id], 0],
    ['the user adds a preference', owner, choose, [ann.id], 1],
    ['stranger adds a preference of another', stranger, choose, [ann.id], 'refused'],
    ['admin adds a preference of another', admin, choose, [ann.id], 'refused'],
    // Without WHERE nothing is read, so that only the policy of the command decides.
    ['a user edits all preferences', owner, `UPDATE user_preferences SET preference_value = '2'`, [], 1],
    ['admin edits all preferences', admin, `UPDATE user_preferences SET preference_value = '2'`, [], 0],
    ['a user removes all preferences', owner, 'DELETE FROM user_preferences', [], 1],
    ['admin removes all preferences', admin, 'DELETE FROM user_preferences', [], 0],
    ['a user gives a preference away', owner, 'UPDATE user_preferences SET user_id = $1', [bob.id], 'refused'],
  ];
  const bySystem = ['user_roles', 'user_preferences'].map(
    (table): RowCase => ({
      name: `the system reads ${table}`,
      as: NOBODY,
      role: 'system',
      sql: `SELECT user_id FROM ${table} LIMIT 1`,
      expect: 1,
    }),
  );
  return [...attempts.map(([name, as, sql, values, expect]): RowCase => ({ name, as, sql, values, expect })), ...bySystem];
}
