import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { deadlineRows } from './exchange-deadline.rows';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, readonly [RowCase['as'], RowCase['expect']]>>;

const KINDS = { IDENTIFICATION: 'IDENTIFICATION', EXCHANGE: 'EXCHANGE' } as const;

/** What the database answers to SQL about deadlines, overrides, reminders and stages. */
export async function deadlineRowWall(service: TestExchanges): Promise<RowCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [admin, stranger, former, looker, blind, managing] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
  ];
  const { COORDINATOR, AGENCY } = ParticipantRole;
  const { VIEW, MESSAGE, MANAGE } = ParticipantPermission;
  await service.participant(exchange, former, COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, COORDINATOR, { permissions: [VIEW] });
  await service.participant(exchange, blind, COORDINATOR, { permissions: [MESSAGE] });
  await service.participant(exchange, managing, AGENCY, { permissions: [VIEW, MANAGE] });
  const { overrideId } = await deadlineRows(service, exchange, client.contactId ?? '');

  const outside: People = {
    stranger: [stranger, 0],
    'a former coordinator': [former, 0],
    'a coordinator without VIEW': [blind, 0],
    nobody: [NOBODY, 0],
  };
  const readers: People = {
    coordinator: [coordinator, 1],
    admin: [admin, 1],
    'a coordinator with VIEW': [looker, 1],
    client: [client, 1],
    'third party': [thirdParty, 1],
    agency: [agency, 1],
    ...outside,
  };
  const office: People = {
    ...readers,
    client: [client, 0],
    'third party': [thirdParty, 0],
    agency: [agency, 0],
    'an agency with MANAGE': [managing, 0],
  };
  const writers = (allowed: number, not: number | 'refused'): People => ({
    coordinator: [coordinator, allowed],
    admin: [admin, allowed],
    client: [client, not],
    'third party': [thirdParty, not],
    agency: [agency, not],
    'an agency with MANAGE': [managing, not],
    'a coordinator with VIEW': [looker, not],
    stranger: [stranger, not],
    'a former coordinator': [former, not],
    nobody: [NOBODY, not],
  });
  const each = (what: string, people: People, sql: string, values: readonly unknown[] = [exchange.id]): RowCase[] =>
    Object.entries(people).map(([name, [as, expect]]) => ({ name: `${name} ${what}`, as, sql, values, expect }));
  const insert = (table: string, columns: string, values: string) =>
    `INSERT INTO ${table} (exchange_id, ${columns}) VALUES ($1, ${values})`;
  const tables = ['exchange_deadlines', 'deadline_events', 'deadline_overrides', 'exchange_stage_events'];

  return [
    ...['exchange_deadlines', 'deadline_events', 'exchange_stage_events'].flatMap((table) =>
      each(`reads ${table}`, readers, `SELECT id FROM ${table} WHERE exchange_id = $1`),
    ),
    ...each('reads overrides', office, 'SELECT id FROM deadline_overrides WHERE exchange_id = $1'),
    ...each(
      'adds a deadline',
      writers(1, 'refused'),
      insert('exchange_deadlines', 'kind, rule, source, inputs, effective_since', `'${KINDS.IDENTIFICATION}', 'r', 's', '{}', now()`),
    ),
    ...each('moves a deadline', writers(1, 0), `UPDATE exchange_deadlines SET effective_on = '2030-01-01' WHERE exchange_id = $1`),
    { name: 'a client moves all deadlines', as: client, sql: `UPDATE exchange_deadlines SET effective_on = '2030-01-01'`, expect: 0 },
    ...each(
      'adds to the history of deadlines',
      writers(1, 'refused'),
      insert('deadline_events', 'kind, cause, rule, inputs, at', `'${KINDS.EXCHANGE}', 'RECOMPUTED', 'r', '{}', now()`),
    ),
    ...each(
      'adds an override',
      writers(1, 'refused'),
      insert(
        'deadline_overrides',
        'citation, reason, exchange_on, overridden_at, lifted_at, lift_reason',
        `'c', 'r', '2030-01-01', now(), now(), 'l'`,
      ),
    ),
    ...each('lifts an override', writers(1, 0), `UPDATE deadline_overrides SET lifted_at = now(), lift_reason = 'x' WHERE id = $1`, [
      overrideId,
    ]),
    {
      name: 'a client lifts all overrides',
      as: client,
      sql: `UPDATE deadline_overrides SET lift_reason = 'x', lifted_at = now()`,
      expect: 0,
    },
    ...each(
      'adds a step',
      writers(1, 'refused'),
      insert('exchange_stage_events', 'from_stage, to_stage, guard, step, at', `'PENDING', 'IDENTIFICATION', 'PERIOD_BEGAN', 2, now()`),
    ),
    {
      name: 'a step leads back from what was missed without a reason',
      as: NOBODY,
      role: 'system',
      sql: insert(
        'exchange_stage_events',
        'from_stage, to_stage, guard, step, at',
        `'EXCHANGE_MISSED', 'REPLACEMENT', 'EVIDENCE', 2, now()`,
      ),
      values: [exchange.id],
      expect: 'new row for relation "exchange_stage_events" violates check constraint "exchange_stage_events_way_back_check"' as never,
    },
    ...['citation', 'reason', 'exchange_on', 'identification_on', 'overridden_by', 'overridden_at'].map(
      (column): RowCase => ({
        name: `a coordinator changes ${column} of an override`,
        as: coordinator,
        sql: `UPDATE deadline_overrides SET ${column} = ${column} WHERE id = $1`,
        values: [overrideId],
        expect: 'refused',
      }),
    ),
    ...['deadline_events', 'exchange_stage_events'].map(
      (table): RowCase => ({ name: `an admin edits ${table}`, as: admin, sql: `UPDATE ${table} SET at = now()`, expect: 'refused' }),
    ),
    ...[...tables, 'deadline_reminders'].flatMap((table): RowCase[] => [
      { name: `an admin deletes ${table}`, as: admin, sql: `DELETE FROM ${table}`, expect: 'refused' },
      { name: `an admin empties ${table}`, as: admin, sql: `TRUNCATE ${table}`, expect: 'refused' },
      {
        name: `the system reads ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `SELECT id FROM ${table} WHERE exchange_id = $1`,
        values: [exchange.id],
        expect: 1,
      },
      {
        name: `the system writes ${table}`,
        as: NOBODY,
        role: 'system',
        sql: `UPDATE ${table} SET exchange_id = exchange_id WHERE exchange_id = $1`,
        values: [exchange.id],
        expect: 1,
      },
    ]),
    { name: 'a coordinator reads reminders', as: coordinator, sql: 'SELECT id FROM deadline_reminders', expect: 'refused' },
    {
      name: 'a coordinator notes a reminder',
      as: coordinator,
      sql: insert(
        'deadline_reminders',
        'kind, deadline_on, threshold, contact_id, sent_at',
        `'EXCHANGE', '2030-01-01', 7, gen_random_uuid(), now()`,
      ),
      values: [exchange.id],
      expect: 'refused',
    },
  ];
}
