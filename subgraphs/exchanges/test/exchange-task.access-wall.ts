import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { type AccessCase, refusedWith } from '@plat/shared/testing/access-wall';
import { deletionAccess } from '@plat/shared/testing/deletion-walls';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import type { TestExchanges } from './exchanges.factory';

type People = Readonly<Record<string, Viewer>>;
type Asked = Pick<AccessCase, 'query' | 'variables' | 'holds'>;

/** What the code answers about tasks where row level security is off. */
export async function taskAccess(service: TestExchanges): Promise<AccessCase[]> {
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const { exchange, coordinator, client, thirdParty, agency } = await service.staffed({ timeZone: 'UTC', identificationDeadline: inAWeek });
  const [admin, stranger, former, looker] = [aViewer('ADMIN'), aViewer('COORDINATOR'), aViewer('COORDINATOR'), aViewer('AGENCY')];
  await service.participant(exchange, former, ParticipantRole.COORDINATOR, { isActive: false });
  await service.participant(exchange, looker, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.VIEW] });
  const task = await service.task(exchange, { assignedToId: thirdParty.contactId, isSyncedFromPp: true, ppTaskId: `pp-${exchange.id}` });
  const errand = await service.task(exchange, { assignedToId: client.contactId, dueDate: new Date('2026-01-01T00:00:00Z') });

  const writers: People = { coordinator, client, agency, admin };
  const lookers: People = { 'its assignee, a third party': thirdParty, 'an agency with VIEW': looker };
  const outside: People = {
    stranger,
    'a former coordinator': former,
    'who is nobody in the registry': aViewer('CLIENT', { contactId: undefined }),
  };
  const each = (what: string, people: People, rest: Asked): AccessCase[] =>
    Object.entries(people).map(([name, as]) => ({ name: `${name} ${what}`, as, ...rest }));

  const reads = (found: boolean): Asked => ({
    query: `query ($id: ID!, $refs: [_Any!]!, $contacts: [_Any!]!) { exchangeTask(id: $id) { id }
      exchangeTasks(filter: { id: { eq: $id } }) { edges { node { id } } totalCount }
      refs: _entities(representations: $refs) { ... on ExchangeTask { id } }
      contacts: _entities(representations: $contacts) { ... on Contact { exchangeTasks { totalCount } } ... on User { exchangeTasks { totalCount } } } }`,
    variables: {
      id: task.id,
      refs: [{ __typename: 'ExchangeTask', id: task.id }],
      contacts: [
        { __typename: 'Contact', id: thirdParty.contactId },
        { __typename: 'User', id: thirdParty.userId, contact: { id: thirdParty.contactId } },
      ],
    },
    holds: ({ data, errors }) =>
      !errors &&
      data.exchangeTask?.id === (found ? task.id : undefined) &&
      data.refs[0]?.id === (found ? task.id : undefined) &&
      data.exchangeTasks.edges.length === Number(found) &&
      data.exchangeTasks.totalCount === Number(found) &&
      data.contacts.every(({ exchangeTasks }: { exchangeTasks: { totalCount: number } }) => exchangeTasks.totalCount === Number(found)),
  });
  const office = (shown: boolean): Asked => ({
    query: 'query ($id: ID!) { exchangeTask(id: $id) { ppTaskId isSyncedFromPp } }',
    variables: { id: task.id },
    holds: ({ data }) => data.exchangeTask.ppTaskId === (shown ? task.ppTaskId : null) && data.exchangeTask.isSyncedFromPp,
  });
  const overview = (found: boolean): Asked => ({
    query:
      '{ exchangeOverview { byStage { count } overdueTasks { total } byCoordinator { openExchanges } deadlinesAhead { daysLeft } atRisk { risk } } }',
    holds: ({ data, errors }) => {
      const { byStage, overdueTasks, byCoordinator, deadlinesAhead, atRisk } = data.exchangeOverview;
      const count = byStage.reduce((sum: number, one: { count: number }) => sum + one.count, 0);
      const parts = [count, overdueTasks.total, byCoordinator.length, deadlinesAhead.length, atRisk.length];
      return !errors && parts.every((size) => size === Number(found));
    },
  });
  const creates = {
    query: 'mutation ($input: CreateExchangeTaskInput!) { createExchangeTask(input: $input) { id } }',
    variables: { input: { exchangeId: exchange.id, title: 'New' } },
  };
  const edits = {
    query: 'mutation ($input: UpdateExchangeTaskInput!) { updateExchangeTask(input: $input) { id } }',
    variables: { input: { id: errand.id, description: 'Edited' } },
  };
  const completes = {
    query: 'mutation ($id: ID!) { completeExchangeTask(id: $id) { id } }',
    variables: { id: errand.id },
  };
  const reopens = { query: 'mutation ($id: ID!) { reopenExchangeTask(id: $id) { id } }', variables: { id: errand.id } };
  const succeeds: AccessCase['holds'] = ({ errors }) => !errors;

  return [
    ...each('finds the task', { ...writers, ...lookers }, reads(true)),
    ...each('finds no task', outside, reads(false)),
    ...each('sees it in the overview', { coordinator, client, agency, ...lookers }, overview(true)),
    ...each('sees nothing in the overview', outside, overview(false)),
    ...each('reads what PracticePanther knows of it', { coordinator, admin }, office(true)),
    ...each('reads nothing of that', { client, agency, ...lookers }, office(false)),
    ...each('adds a task', writers, { ...creates, holds: succeeds }),
    ...each('edits a task', writers, { ...edits, holds: succeeds }),
    ...Object.entries(writers).flatMap(([name, as]): AccessCase[] => [
      { name: `${name} completes a task`, as, ...completes, holds: succeeds },
      { name: `${name} reopens it`, as, ...reopens, holds: succeeds },
    ]),
    ...[creates, edits, completes, reopens].flatMap((call, index) => [
      ...each(`may not write tasks (${index})`, lookers, { ...call, holds: refusedWith('FORBIDDEN') }),
      ...each(`knows of no task to write (${index})`, outside, { ...call, holds: refusedWith('NOT_FOUND') }),
    ]),
    {
      name: 'nobody lists tasks',
      as: NOBODY,
      query: '{ exchangeTasks { totalCount } }',
      holds: ({ errors }) => errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
    },
    ...deletionAccess('ExchangeTask', errand.id, {
      'its assignee, a third party': [thirdParty, 'FORBIDDEN'],
      'an agency with VIEW': [looker, 'FORBIDDEN'],
      stranger: [stranger, 'NOT_FOUND'],
    }),
  ];
}
