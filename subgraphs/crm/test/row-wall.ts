import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { apiKeyRows } from './api-key.row-wall';
import { type TestCrm, viewerOf } from './crm.factory';
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

    ...(await apiKeyRows(crm)),
    ...(await workspaceRows(crm)),

    { name: 'user reads recorded events', as: owner, sql: 'SELECT payload FROM outbox_events', expect: 'refused' },
    { name: 'user changes recorded events', as: owner, sql: `UPDATE outbox_events SET type = 'x'`, expect: 'refused' },
    { name: 'user empties a table', as: admin, sql: 'TRUNCATE properties', expect: 'refused' },
    { name: 'user makes a table', as: admin, sql: 'CREATE TABLE mine (id int)', expect: 'refused' },

    { name: 'user reads counted sign-ins', as: admin, sql: 'SELECT network FROM sign_in_throttles', expect: 'refused' },
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
