import { randomUUID } from 'node:crypto';
import { NOBODY } from '@plat/shared/access/viewer';
import { deletionRows } from '@plat/shared/testing/deletion-walls';
import { eventRows } from '@plat/shared/testing/event-rows';
import { idempotencyRows } from '@plat/shared/testing/idempotency-rows';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { deadlineRowWall } from './exchange-deadline.row-wall';
import { taskRows } from './exchange-task.row-wall';
import type { TestExchanges } from './exchanges.factory';
import { fundRowWall } from './funds.row-wall';
import { identificationRows } from './identification-rows';
import { messageRows } from './message-row-wall';
import { participantEventRows } from './participant-event.walls';

type People = Readonly<Record<string, readonly [RowCase['as'], RowCase['expect']]>>;

/** What the database of exchanges answers to SQL of the application role, whatever the code does. */
export async function rowWall(service: TestExchanges): Promise<RowCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [admin, stranger, named, former, looker, blind, mistaken] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('CLIENT'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
    aViewer('THIRD_PARTY'),
  ];
  const { VIEW, MESSAGE } = ParticipantPermission;
  const part = await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [VIEW] });
  await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [MESSAGE] });
  await service.participant(exchange, mistaken, ParticipantRole.THIRD_PARTY, { permissions: Object.values(ParticipantPermission) });
  const property = await service.property(exchange);
  await service.message(exchange, client);
  // Named in it, which is no right; and one that its coordinator opened before, without anybody in it yet.
  const foreign = await service.exchange({ clientContactId: named.contactId, coordinatorContactId: stranger.contactId });

  const readers: People = {
    coordinator: [coordinator, 1],
    client: [client, 1],
    'third party': [thirdParty, 1],
    agency: [agency, 1],
    admin: [admin, 1],
    'a coordinator with VIEW': [looker, 1],
    stranger: [stranger, 0],
    'a former coordinator': [former, 0],
    'an agency without VIEW': [blind, 0],
    'who is named elsewhere': [named, 0],
    nobody: [NOBODY, 0],
    'an agent': [aViewer('AGENT'), 0],
    support: [aViewer('SUPPORT'), 0],
  };
  const writers = (allowed: number | 'refused', not: number | 'refused'): People => ({
    coordinator: [coordinator, allowed],
    admin: [admin, allowed],
    client: [client, not],
    'third party': [thirdParty, not],
    agency: [agency, not],
    'a coordinator with VIEW': [looker, not],
    'a third party with MANAGE': [mistaken, not],
    stranger: [stranger, not],
    'a former coordinator': [former, not],
    nobody: [NOBODY, not],
  });
  const each = (what: string, people: People, sql: string, values: readonly unknown[]): RowCase[] =>
    Object.entries(people).map(([name, [as, expect]]) => ({ name: `${name} ${what}`, as, sql, values, expect }));

  const add = 'INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions) VALUES ($1, $2, $3, $4)';
  const all = '{VIEW,MESSAGE,UPLOAD,MANAGE}';
  const opened = randomUUID();
  const open = 'INSERT INTO exchanges (exchange_number, name, coordinator_id) VALUES (gen_random_uuid(), $1, $2)';
  const addProperty = `INSERT INTO exchange_properties (exchange_id, role, description) VALUES ($1, 'IDENTIFIED', 'Lot 12')`;

  return [
    ...(await idempotencyRows(service)),
    ...(await identificationRows(service)),
    ...(await taskRows(service)),
    ...(await participantEventRows(service)),
    ...(await messageRows(service)),
    ...(await deadlineRowWall(service)),
    ...(await fundRowWall(service)),
    ...each('reads an exchange', readers, 'SELECT id FROM exchanges WHERE id = $1', [exchange.id]),
    ...each(
      'reads its participants',
      Object.fromEntries(Object.entries(readers).map(([name, [as, n]]) => [name, [as, n === 0 ? 0 : 8]])),
      'SELECT id FROM exchange_participants WHERE exchange_id = $1',
      [exchange.id],
    ),
    ...each('reads its properties', readers, 'SELECT id FROM exchange_properties WHERE exchange_id = $1', [exchange.id]),
    {
      name: 'the client who is only named reads the exchange',
      as: named,
      sql: 'SELECT id FROM exchanges WHERE id = $1',
      values: [foreign.id],
      expect: 0,
    },
    {
      name: 'the coordinator who is only named reads the exchange',
      as: stranger,
      sql: 'SELECT id FROM exchanges WHERE id = $1',
      values: [foreign.id],
      expect: 0,
    },

    ...each('edits an exchange', writers(1, 0), `UPDATE exchanges SET name = 'Mine' WHERE id = $1`, [exchange.id]),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    { name: 'a client edits all exchanges', as: client, sql: `UPDATE exchanges SET status = 'ON_HOLD'`, expect: 0 },
    { name: 'a coordinator edits all exchanges', as: coordinator, sql: `UPDATE exchanges SET status = 'ON_HOLD'`, expect: 1 },
    ...['client_id', 'coordinator_id', 'exchange_number', 'created_at', 'pp_matter_id', 'pp_custom_fields', 'archived_at'].map(
      (column): RowCase => ({
        name: `a coordinator sets ${column}`,
        as: coordinator,
        sql: `UPDATE exchanges SET ${column} = NULL WHERE id = $1`,
        values: [exchange.id],
        expect: 'refused',
      }),
    ),
    { name: 'a coordinator opens an exchange of its own', as: stranger, sql: open, values: ['Own', stranger.contactId], expect: 1 },
    { name: 'a coordinator opens one for another', as: stranger, sql: open, values: ['Other', coordinator.contactId], expect: 'refused' },
    { name: 'a client opens one', as: client, sql: open, values: ['Own', client.contactId], expect: 'refused' },
    {
      // A block counts no rows; without the right it is refused.
      name: 'a coordinator takes part in the exchange that it opens',
      as: stranger,
      expect: 0,
      sql: `DO $$ BEGIN
        INSERT INTO exchanges (id, exchange_number, name, coordinator_id) VALUES ('${opened}', '${opened}', 'Own', '${stranger.contactId}');
        INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions) VALUES ('${opened}', '${stranger.contactId}', 'COORDINATOR', '${all}');
      END $$`,
    },
    { name: 'an admin opens one', as: admin, sql: open, values: ['Any', coordinator.contactId], expect: 1 },

    ...each('adds a participant', writers(1, 'refused'), add, [exchange.id, named.contactId, 'AGENCY', all]),
    {
      name: 'a coordinator adds itself in another role',
      as: coordinator,
      sql: add,
      values: [exchange.id, coordinator.contactId, 'CLIENT', all],
      expect: 'refused',
    },
    {
      name: 'a coordinator joins an exchange that names it',
      as: stranger,
      sql: add,
      values: [foreign.id, stranger.contactId, 'COORDINATOR', all],
      expect: 'refused',
    },
    {
      name: 'a client joins an exchange that names it',
      as: named,
      sql: add,
      values: [foreign.id, named.contactId, 'CLIENT', all],
      expect: 'refused',
    },
    { name: 'an admin takes a part', as: admin, sql: add, values: [exchange.id, admin.contactId, 'AGENCY', all], expect: 1 },
    ...each('edits a participant', writers(1, 0), 'UPDATE exchange_participants SET permissions = permissions WHERE id = $1', [part.id]),
    {
      name: 'a coordinator edits all participants',
      as: coordinator,
      sql: `UPDATE exchange_participants SET permissions = '{VIEW}'`,
      expect: 7,
    },
    { name: 'a client edits all participants', as: client, sql: `UPDATE exchange_participants SET permissions = '{VIEW}'`, expect: 0 },
    {
      name: 'a coordinator edits its own part',
      as: coordinator,
      sql: 'UPDATE exchange_participants SET is_active = true WHERE contact_id = $1',
      values: [coordinator.contactId],
      expect: 0,
    },
    ...['contact_id', 'exchange_id', 'role', 'assigned_by'].map(
      (column): RowCase => ({
        name: `a coordinator sets ${column} of a participant`,
        as: coordinator,
        sql: `UPDATE exchange_participants SET ${column} = ${column} WHERE id = $1`,
        values: [part.id],
        expect: 'refused',
      }),
    ),

    ...each('adds a property', writers(1, 'refused'), addProperty, [exchange.id]),
    ...each('edits a property', writers(1, 0), `UPDATE exchange_properties SET description = 'x' WHERE id = $1`, [property.id]),
    { name: 'a client edits all properties', as: client, sql: `UPDATE exchange_properties SET description = 'x'`, expect: 0 },
    {
      name: 'a coordinator moves a property to another exchange',
      as: coordinator,
      sql: 'UPDATE exchange_properties SET exchange_id = $2 WHERE id = $1',
      values: [property.id, foreign.id],
      expect: 'refused',
    },

    ...each('reads its messages', readers, 'SELECT id FROM messages WHERE exchange_id = $1', [exchange.id]),
    ...each('speaks in the name of the platform', writers(1, 'refused'), `SELECT post_system_message($1, 'The stage moved.')`, [
      exchange.id,
    ]),
    {
      name: 'the system speaks in the name of the platform',
      as: NOBODY,
      role: 'system',
      sql: `SELECT post_system_message($1, 'The stage moved.')`,
      values: [exchange.id],
      expect: 1,
    },
    ...['message_counters', 'messages'].map(
      (table): RowCase => ({ name: `an admin empties ${table}`, as: admin, sql: `TRUNCATE ${table} CASCADE`, expect: 'refused' }),
    ),
    { name: 'a coordinator reads counters', as: coordinator, sql: 'SELECT last_seq FROM message_counters', expect: 'refused' },
    { name: 'a coordinator winds a counter', as: coordinator, sql: 'UPDATE message_counters SET last_seq = 0', expect: 'refused' },
    { name: 'the system reads counters', as: NOBODY, role: 'system', sql: 'SELECT last_seq FROM message_counters LIMIT 1', expect: 1 },
    {
      name: 'the system winds a counter',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE message_counters SET last_seq = 9 WHERE exchange_id = $1',
      values: [exchange.id],
      expect: 1,
    },
    { name: 'the system reads messages', as: NOBODY, role: 'system', sql: 'SELECT id FROM messages LIMIT 1', expect: 1 },
    {
      name: 'the system writes messages',
      as: NOBODY,
      role: 'system',
      sql: 'UPDATE messages SET version = 2 WHERE exchange_id = $1',
      values: [exchange.id],
      expect: 1,
    },
    ...['exchanges', 'exchange_participants', 'exchange_properties', 'tasks'].flatMap((table): RowCase[] => [
      { name: `an admin deletes ${table}`, as: admin, sql: `DELETE FROM ${table}`, expect: 'refused' },
      { name: `an admin empties ${table}`, as: admin, sql: `TRUNCATE ${table} CASCADE`, expect: 'refused' },
      { name: `the system reads ${table}`, as: NOBODY, role: 'system', sql: `SELECT id FROM ${table} LIMIT 1`, expect: 1 },
      {
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET version = 2 WHERE id = (SELECT id FROM ${table} LIMIT 1)`,
        expect: 1,
      },
    ]),
    ...eventRows(client),
    { name: 'a participant reads recorded events', as: client, sql: 'SELECT payload FROM outbox_events', expect: 'refused' },
    { name: 'a coordinator rewinds the numbers', as: coordinator, sql: `SELECT setval('exchange_numbers', 1)`, expect: 'refused' },
    ...deletionRows(aViewer('ADMIN'), [
      'exchanges',
      'exchange_participants',
      'exchange_properties',
      'messages',
      'message_counters',
      'tasks',
    ]),
  ];
}
