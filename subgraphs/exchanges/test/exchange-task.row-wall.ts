import { NOBODY } from '@plat/shared/access/viewer';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, readonly [RowCase['as'], RowCase['expect']]>>;

/** What the database answers to SQL about tasks, whatever the code does. */
export async function taskRows(service: TestExchanges): Promise<RowCase[]> {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [admin, stranger, former, looker, mistaken] = [
    aViewer('ADMIN'),
    aViewer('COORDINATOR'),
    aViewer('COORDINATOR'),
    aViewer('AGENCY'),
    aViewer('THIRD_PARTY'),
  ];
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.VIEW] });
  await service.participant(exchange, mistaken, ParticipantRole.THIRD_PARTY, { permissions: Object.values(ParticipantPermission) });
  const task = await service.task(exchange, { assignedToId: thirdParty.contactId });
  const foreign = await service.task(await service.exchange(), { assignedToId: stranger.contactId });

  const people = (allowed: RowCase['expect'], looks: RowCase['expect'], outside: RowCase['expect']): People => ({
    coordinator: [coordinator, allowed],
    client: [client, allowed],
    agency: [agency, allowed],
    admin: [admin, allowed],
    'its assignee, a third party': [thirdParty, looks],
    'an agency with VIEW': [looker, looks],
    'a third party with MANAGE': [mistaken, looks],
    stranger: [stranger, outside],
    'a former coordinator': [former, outside],
    nobody: [NOBODY, outside],
  });
  const each = (what: string, who: People, sql: string, values: readonly unknown[]): RowCase[] =>
    Object.entries(who).map(([name, [as, expect]]) => ({ name: `${name} ${what}`, as, sql, values, expect }));
  const asCoordinator = (name: string, sql: string, values: readonly unknown[], expect: RowCase['expect'] = 'refused'): RowCase => ({
    name: `a coordinator ${name}`,
    as: coordinator,
    sql,
    values,
    expect,
  });

  const add = `INSERT INTO tasks (exchange_id, title, created_by) VALUES ($1, 'New', app_contact_id())`;
  return [
    ...each('reads a task', people(1, 1, 0), 'SELECT id FROM tasks WHERE id = $1', [task.id]),
    {
      name: 'an assignee who does not take part reads it',
      as: stranger,
      sql: 'SELECT id FROM tasks WHERE id = $1',
      values: [foreign.id],
      expect: 0,
    },
    ...each('adds a task', people(1, 'refused', 'refused'), add, [exchange.id]),
    ...each('edits a task', people(1, 0, 0), `UPDATE tasks SET title = 'Edited' WHERE id = $1`, [task.id]),
    // Without WHERE nothing is read, so that only the policy for UPDATE decides.
    { name: 'a third party edits all tasks', as: thirdParty, sql: `UPDATE tasks SET priority = 'LOW'`, expect: 0 },
    { name: 'a client edits all tasks', as: client, sql: `UPDATE tasks SET priority = 'LOW'`, expect: 1 },
    ...['exchange_id', 'created_by', 'task_type', 'pp_task_id', 'pp_data', 'is_synced_from_pp', 'last_sync_at', 'reminded_for'].map(
      (column) => asCoordinator(`sets ${column} of a task`, `UPDATE tasks SET ${column} = ${column} WHERE id = $1`, [task.id]),
    ),
    asCoordinator('adds a task in another’s name', `INSERT INTO tasks (exchange_id, title, created_by) VALUES ($1, 'New', $2)`, [
      exchange.id,
      client.contactId,
    ]),
    ...[
      `task_type) VALUES ($1, 'New', $2, 'SYSTEM')`,
      `is_synced_from_pp) VALUES ($1, 'New', $2, true)`,
      `pp_task_id) VALUES ($1, 'New', $2, '1')`,
    ].map((rest) =>
      asCoordinator(`adds a task of another kind: ${rest}`, `INSERT INTO tasks (exchange_id, title, created_by, ${rest}`, [
        exchange.id,
        coordinator.contactId,
      ]),
    ),
  ];
}
