import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangeTaskPriority, ExchangeTaskStatus } from '../src/exchange-task/exchange-task.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const NOW = new Date('2026-03-10T12:00:00.000Z');
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => NOW });
});
afterAll(() => service.stop());

const FIELDS =
  'id version title description taskType status priority dueDate completedAt metadata assignedTo { id } createdBy { id } exchange { id }';
const CREATE = `mutation ($input: CreateExchangeTaskInput!) { createExchangeTask(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateExchangeTaskInput!) { updateExchangeTask(input: $input) { ${FIELDS} } }`;
const MOVE = (verb: string) => `mutation ($id: ID!, $version: Int) { ${verb}ExchangeTask(id: $id, version: $version) { ${FIELDS} } }`;
const codeOf = async (answer: ReturnType<TestExchanges['ask']>) => (await answer).errors?.[0]?.extensions?.code;
const faultsOf = async (answer: ReturnType<TestExchanges['ask']>) =>
  Object.keys(((await answer).errors?.[0]?.extensions?.fields ?? {}) as object).sort();
const eventsOf = (id: string): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  service.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('a task of an exchange', () => {
  it('is made by whoever has MANAGE, for somebody who takes part, and tells them', async () => {
    const { exchange, client, thirdParty } = await service.staffed();
    const { data, errors } = await service.ask(client, CREATE, {
      input: {
        exchangeId: exchange.id,
        title: 'Sign the notice',
        description: 'Page 2',
        priority: 'HIGH',
        dueDate: '2026-03-12T17:00:00.000Z',
        assignedToId: thirdParty.contactId?.toUpperCase(),
        metadata: { page: 2 },
      },
    });
    expect(errors).toBeUndefined();
    expect(data.createExchangeTask).toMatchObject({
      ...{ version: 1, title: 'Sign the notice', description: 'Page 2', taskType: 'MANUAL', status: 'PENDING', priority: 'HIGH' },
      ...{ dueDate: '2026-03-12T17:00:00.000Z', completedAt: null, metadata: { page: 2 } },
      ...{ assignedTo: { id: thirdParty.contactId }, createdBy: { id: client.contactId }, exchange: { id: exchange.id } },
    });
    const { id } = data.createExchangeTask;
    expect(await eventsOf(id)).toMatchObject([
      { type: 'exchange_task.created', payload: { exchangeId: exchange.id, taskId: id, participants: [thirdParty.contactId] } },
    ]);
  });

  it('is assigned only to whoever may look into the exchange now', async () => {
    const { exchange, coordinator } = await service.staffed();
    const [former, blind] = [aViewer('AGENCY'), aViewer('AGENCY')];
    await service.participant(exchange, former, ParticipantRole.AGENCY, { isActive: false });
    await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    for (const contactId of [former.contactId, blind.contactId, randomUUID(), 'x']) {
      const input = { exchangeId: exchange.id, title: 'x', assignedToId: contactId };
      expect(await faultsOf(service.ask(coordinator, CREATE, { input }))).toEqual(['input.assignedToId']);
    }
    const left = await service.task(exchange, { assignedToId: former.contactId });
    const keeps = await service.ask(coordinator, UPDATE, { input: { id: left.id, title: 'Still theirs', assignedToId: former.contactId } });
    expect(keeps.data.updateExchangeTask).toMatchObject({ title: 'Still theirs', assignedTo: { id: former.contactId } });
  });

  it('names every argument that breaks a rule', async () => {
    const { exchange, coordinator } = await service.staffed();
    const input = {
      title: ' ',
      description: 'x'.repeat(10_001),
      dueDate: '1889-01-01T00:00:00Z',
      metadata: [1],
      assignedToId: randomUUID(),
    };
    const names = ['assignedToId', 'description', 'dueDate', 'metadata', 'title'].map((name) => `input.${name}`);
    expect(await faultsOf(service.ask(coordinator, CREATE, { input: { exchangeId: exchange.id, ...input } }))).toEqual(names);
    const { id } = await service.task(exchange);
    expect(await faultsOf(service.ask(coordinator, UPDATE, { input: { id, ...input, priority: null, status: 'COMPLETE' } }))).toEqual(
      [...names, 'input.priority', 'input.status'].sort(),
    );
  });

  it('tells a new assignee, and refuses an edit of an old version', async () => {
    const { exchange, coordinator, agency, client } = await service.staffed();
    const { id } = await service.task(exchange, { assignedToId: client.contactId });
    const edited = await service.ask(coordinator, UPDATE, {
      input: { id, version: 1, assignedToId: agency.contactId, status: 'IN_PROGRESS' },
    });
    expect(edited.data.updateExchangeTask).toMatchObject({ version: 2, status: 'IN_PROGRESS', assignedTo: { id: agency.contactId } });
    const stale = await service.ask(client, UPDATE, { input: { id, version: 1, title: 'Late' } });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    await service.ask(coordinator, UPDATE, { input: { id, assignedToId: null } });
    expect(await eventsOf(id)).toMatchObject([
      { payload: { old: { assigned_to: client.contactId }, new: { assigned_to: agency.contactId }, participants: [agency.contactId] } },
      { payload: { new: { assigned_to: null }, participants: [] } },
    ]);
  });

  it('tells nobody in an exchange that notifies nobody', async () => {
    const { exchange, coordinator, client } = await service.staffed({ notificationsEnabled: false });
    const { data } = await service.ask(coordinator, CREATE, {
      input: { exchangeId: exchange.id, title: 'Quietly', assignedToId: client.contactId },
    });
    expect(await eventsOf(data.createExchangeTask.id)).toMatchObject([{ payload: { participants: [] } }]);
  });

  it('is completed once, at one time, and reopened without it', async () => {
    const { exchange, coordinator, client, agency } = await service.staffed();
    const { id } = await service.task(exchange, { createdById: client.contactId, assignedToId: agency.contactId });
    const done = await service.ask(coordinator, MOVE('complete'), { id, version: 1 });
    expect(done.data.completeExchangeTask).toMatchObject({ version: 2, status: 'COMPLETE', completedAt: NOW.toISOString() });
    expect(await codeOf(service.ask(coordinator, MOVE('complete'), { id }))).toBe('CONFLICT');
    expect(await faultsOf(service.ask(coordinator, UPDATE, { input: { id, status: 'PENDING' } }))).toEqual(['input.status']);
    const open = await service.ask(client, MOVE('reopen'), { id });
    expect(open.data.reopenExchangeTask).toMatchObject({ version: 3, status: 'PENDING', completedAt: null });
    expect(await codeOf(service.ask(client, MOVE('reopen'), { id }))).toBe('CONFLICT');
    await service.ask(client, UPDATE, { input: { id, status: 'CANCELLED' } });
    expect(await codeOf(service.ask(client, MOVE('complete'), { id }))).toBe('CONFLICT');
    expect((await service.ask(client, MOVE('reopen'), { id })).data.reopenExchangeTask).toMatchObject({ status: 'PENDING' });
    const events = await eventsOf(id);
    expect(events.map(({ type, payload }) => [type, payload.participants])).toEqual([
      ['exchange_task.completed', [client.contactId]],
      ['exchange_task.reopened', [agency.contactId]],
      ['exchange_task.updated', []],
      ['exchange_task.reopened', [agency.contactId]],
    ]);
  });

  it('is completed by one of two who do so at the same moment', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const { id } = await service.task(exchange);
    const codes = await Promise.all([coordinator, client].map((as) => codeOf(service.ask(as, MOVE('complete'), { id }))));
    expect(codes.sort()).toEqual(['CONFLICT', undefined]);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('is not completed by its assignee without MANAGE: being assigned gives no right', async () => {
    const { exchange, thirdParty } = await service.staffed();
    const looker = aViewer('COORDINATOR');
    await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
    for (const as of [thirdParty, looker]) {
      const { id } = await service.task(exchange, { assignedToId: as.contactId });
      for (const verb of ['complete', 'reopen', 'delete']) expect(await codeOf(service.ask(as, MOVE(verb), { id }))).toBe('FORBIDDEN');
      expect(await codeOf(service.ask(as, UPDATE, { input: { id, title: 'Mine' } }))).toBe('FORBIDDEN');
    }
  });

  it('is deleted with its end told', async () => {
    const { exchange, agency } = await service.staffed();
    const { id, title } = await service.task(exchange);
    expect((await service.ask(agency, MOVE('delete'), { id, version: 1 })).data.deleteExchangeTask).toMatchObject({ id, title });
    expect(await eventsOf(id)).toMatchObject([
      { type: 'exchange_task.deleted', payload: { exchangeId: exchange.id, taskId: id, old: { title } } },
    ]);
    expect(await codeOf(service.ask(agency, MOVE('delete'), { id }))).toBe('NOT_FOUND');
  });
});

describe('a task of PracticePanther', () => {
  it('is changed there in what it owns, and here in the rest', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const dueDate = new Date('2026-04-01T00:00:00Z');
    const { id, title } = await service.task(exchange, { isSyncedFromPp: true, ppTaskId: randomUUID(), dueDate });
    const changes = { title: 'x', description: 'x', dueDate: '2026-05-01T00:00:00Z', priority: 'LOW', status: 'IN_PROGRESS' };
    expect(await faultsOf(service.ask(coordinator, UPDATE, { input: { id, ...changes } }))).toEqual(
      Object.keys(changes)
        .sort()
        .map((name) => `input.${name}`),
    );
    const own = { title, dueDate: dueDate.toISOString(), assignedToId: client.contactId, metadata: { seen: true } };
    expect((await service.ask(coordinator, UPDATE, { input: { id, ...own } })).data.updateExchangeTask).toMatchObject({
      assignedTo: { id: client.contactId },
      metadata: { seen: true },
    });
    for (const verb of ['complete', 'reopen', 'delete']) {
      const { errors } = await service.ask(coordinator, MOVE(verb), { id });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', ownedBy: 'PracticePanther' });
      expect(errors?.[0]?.message).toContain('PracticePanther');
    }
  });

  it('shows what PracticePanther knows to coordinators and administrators alone', async () => {
    const { exchange, coordinator, client, agency } = await service.staffed();
    const pp = { ppTaskId: randomUUID(), ppData: { matter: 7 }, lastSyncAt: NOW };
    const { id } = await service.task(exchange, { isSyncedFromPp: true, ...pp });
    const read = async (as: Viewer) =>
      (await service.ask(as, 'query ($id: ID!) { exchangeTask(id: $id) { isSyncedFromPp ppTaskId ppData lastSyncAt } }', { id })).data
        .exchangeTask;
    for (const as of [coordinator, aViewer('ADMIN')])
      expect(await read(as)).toEqual({ isSyncedFromPp: true, ...pp, lastSyncAt: NOW.toISOString() });
    for (const as of [client, agency])
      expect(await read(as)).toEqual({ isSyncedFromPp: true, ppTaskId: null, ppData: null, lastSyncAt: null });
  });
});

describe('lists of tasks', () => {
  it('filter by what is mine and overdue, and order by due date and priority', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const at = (day: string) => new Date(`2026-03-${day}T00:00:00Z`);
    const { COMPLETE, CANCELLED, IN_PROGRESS } = ExchangeTaskStatus;
    const { LOW, URGENT, HIGH } = ExchangeTaskPriority;
    const assignedToId = client.contactId;
    const make = (title: string, values: object) => service.task(exchange, { title, ...values });
    await make('late', { dueDate: at('09'), priority: LOW, assignedToId });
    await make('later', { dueDate: at('01'), status: IN_PROGRESS, priority: HIGH });
    await make('done', { dueDate: at('02'), status: COMPLETE, completedAt: NOW, assignedToId });
    await make('dropped', { dueDate: at('03'), status: CANCELLED });
    await make('ahead', { dueDate: at('20'), priority: URGENT, assignedToId });
    await make('some day', {});
    const titles = async (as: Viewer, filter: object | undefined, orderBy = 'DUE_DATE_ASC') => {
      const query =
        'query ($id: ID!, $filter: ExchangeTaskFilter, $orderBy: ExchangeTaskOrder!) { exchange(id: $id) { tasks(filter: $filter, orderBy: $orderBy) { totalCount edges { node { title } } } } }';
      const { data } = await service.ask(as, query, { id: exchange.id, filter, orderBy });
      const { edges, totalCount } = data.exchange.tasks;
      expect(totalCount).toBe(edges.length);
      return edges.map(({ node }: { node: { title: string } }) => node.title);
    };
    expect(await titles(client, undefined)).toEqual(['later', 'done', 'dropped', 'late', 'ahead', 'some day']);
    expect((await titles(client, undefined, 'PRIORITY_DESC')).slice(0, 2)).toEqual(['ahead', 'later']);
    expect(await titles(client, { overdue: true })).toEqual(['later', 'late']);
    expect(await titles(client, { overdue: true, assignedToMe: true })).toEqual(['late']);
    expect(await titles(client, { overdue: true, status: ['IN_PROGRESS', 'COMPLETE'] })).toEqual(['later']);
    expect(await titles(client, { overdue: true, dueDate: { lt: '2026-03-05T00:00:00Z' } })).toEqual(['later']);
    expect(await titles(coordinator, { assignedToMe: true })).toEqual([]);
    expect(await titles(aViewer('ADMIN', { contactId: undefined }), { assignedToMe: true })).toEqual([]);
    const refused = await service.ask(client, '{ exchangeTasks(filter: { overdue: false, assignedToMe: null }) { totalCount } }');
    expect(Object.keys(refused.errors?.[0]?.extensions?.fields as object)).toEqual(['filter.assignedToMe', 'filter.overdue']);
    const mine = await service.ask(
      client,
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { exchangeTasks { totalCount } } ... on Contact { exchangeTasks { totalCount } } } }',
      {
        refs: [
          { __typename: 'User', id: client.userId, contact: { id: assignedToId } },
          { __typename: 'Contact', id: assignedToId },
        ],
      },
    );
    expect(mine.data._entities).toEqual([{ exchangeTasks: { totalCount: 3 } }, { exchangeTasks: { totalCount: 3 } }]);
  });

  it('of several exchanges take one statement', async () => {
    const { coordinator } = await service.staffed();
    for (const exchange of [await service.exchange(), await service.exchange()]) {
      await service.participant(exchange, coordinator, ParticipantRole.COORDINATOR);
      await service.task(exchange);
    }
    const statements = await service.statementsOf(() =>
      service.ask(coordinator, '{ exchanges { edges { node { tasks(filter: { overdue: true }) { edges { node { title } } } } } } }'),
    );
    expect(statements).toHaveLength(2);
  });
});
