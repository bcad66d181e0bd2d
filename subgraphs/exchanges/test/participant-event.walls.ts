import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import type { AccessCase } from '@plat/shared/testing/access-wall';
import type { RowCase } from '@plat/shared/testing/row-wall';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import type { TestExchanges } from './exchanges.factory';

/** An exchange with seven participants, and so as many entries in its history; who reads them, and who does not. */
async function history(service: TestExchanges) {
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
  const [looker, blind, former] = [aViewer('COORDINATOR'), aViewer('COORDINATOR'), aViewer('COORDINATOR')];
  const { COORDINATOR } = ParticipantRole;
  await service.participant(exchange, looker, COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
  await service.participant(exchange, blind, COORDINATOR, { permissions: [ParticipantPermission.MANAGE] });
  await service.participant(exchange, former, COORDINATOR, { isActive: false });
  const readers: Record<string, Viewer> = { coordinator, 'a coordinator with VIEW': looker, admin: aViewer('ADMIN') };
  const inside: Record<string, Viewer> = { client, 'third party': thirdParty, agency };
  const outside: Record<string, Viewer> = {
    'a coordinator without VIEW': blind,
    'a former coordinator': former,
    'who is nobody in the registry': aViewer('COORDINATOR', { contactId: undefined }),
  };
  return { exchange, coordinator, readers, inside, outside };
}

/** What the database answers to SQL about the history of participants: it is read by few, and written by nobody. */
export async function participantEventRows(service: TestExchanges): Promise<RowCase[]> {
  const { exchange, coordinator, readers, inside, outside } = await history(service);
  const read = 'SELECT id FROM participant_events WHERE exchange_id = $1';
  const each = (people: Record<string, Viewer>, expect: number): RowCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} reads the history`, as, sql: read, values: [exchange.id], expect }));
  const refused = (what: string, sql: string): RowCase => ({
    name: `a coordinator ${what} history`,
    as: coordinator,
    sql,
    expect: 'refused',
  });
  return [
    ...each(readers, 7),
    ...each({ ...inside, ...outside, nobody: NOBODY }, 0),
    refused(
      'writes',
      `INSERT INTO participant_events (exchange_id, participant_id, kind, permissions)
      SELECT exchange_id, id, 'ADDED', permissions FROM exchange_participants`,
    ),
    refused('rewrites', `UPDATE participant_events SET kind = 'ADDED'`),
    refused('deletes', 'DELETE FROM participant_events'),
    refused('empties', 'TRUNCATE participant_events'),
    { name: 'the system reads history', as: NOBODY, role: 'system', sql: read, values: [exchange.id], expect: 7 },
  ];
}

/** What the code answers about it where row level security is off. */
export async function participantEventAccess(service: TestExchanges): Promise<AccessCase[]> {
  const { exchange, readers, inside } = await history(service);
  const each = (people: Record<string, Viewer>, count: number): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({
      name: `${name} reads the history`,
      as,
      query: 'query ($id: ID!) { exchange(id: $id) { participantHistory { totalCount edges { node { id } } } } }',
      variables: { id: exchange.id },
      holds: ({ data, errors }) =>
        !errors && data.exchange.participantHistory.totalCount === count && data.exchange.participantHistory.edges.length === count,
    }));
  return [...each(readers, 7), ...each(inside, 0)];
}
