import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { subscribeAs } from '@plat/shared/testing/subscribe-as';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const TASKS = 'subscription ($id: ID!) { exchangeTaskChanged(exchangeId: $id) { id title status ppTaskId } }';
const CHANGED = 'subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { tasks { totalCount } } }';
const CREATE = 'mutation ($input: CreateExchangeTaskInput!) { createExchangeTask(input: $input) { id } }';
const UPDATE = 'mutation ($input: UpdateExchangeTaskInput!) { updateExchangeTask(input: $input) { id } }';
const UPDATE_PART = 'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id } }';
const on = (field: string) => `mutation ($id: ID!) { ${field}(id: $id) { id } }`;
const NOT_FOUND = { errors: [{ extensions: { code: 'NOT_FOUND' } }] };

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const done = async (viewer: Viewer, mutation: string, variables: Record<string, unknown>) => {
  const { data, errors } = await service.ask(viewer, mutation, variables);
  expect(errors).toBeUndefined();
  return data;
};

describe('exchangeTaskChanged', () => {
  it('tells of each change of a task, once and in order, and each reader what that one may read', async () => {
    const { exchange, coordinator, thirdParty } = await service.staffed();
    const subscriptions = [
      await subscribeAs(service, coordinator, TASKS, { id: exchange.id.toUpperCase() }),
      await subscribeAs(service, thirdParty, TASKS, { id: exchange.id }),
    ];
    const arrived = (count: number) => Promise.all(subscriptions.map((one) => one.received(count)));
    const { id } = (await done(coordinator, CREATE, { input: { exchangeId: exchange.id, title: 'Order the deed' } })).createExchangeTask;
    await arrived(1);
    await done(coordinator, UPDATE, { input: { id, title: 'Order the deed today' } });
    await arrived(2);
    await done(coordinator, on('completeExchangeTask'), { id });
    await arrived(3);
    await done(coordinator, on('reopenExchangeTask'), { id });
    await arrived(4);
    const synced = await service.task(exchange, { ppTaskId: 'PP-1' });
    await done(coordinator, UPDATE, { input: { id: synced.id, metadata: { a: 1 } } });
    await arrived(5);
    const title = 'Order the deed today';
    const told = [
      { id, title: 'Order the deed', status: 'PENDING', ppTaskId: null },
      { id, title, status: 'PENDING', ppTaskId: null },
      { id, title, status: 'COMPLETE', ppTaskId: null },
      { id, title, status: 'PENDING', ppTaskId: null },
    ];
    const last = { id: synced.id, title: synced.title, status: 'PENDING' };
    const [office, outside] = subscriptions.map(({ answers }) => answers.map(({ data }) => data.exchangeTaskChanged));
    expect(office).toEqual([...told, { ...last, ppTaskId: 'PP-1' }]);
    expect(outside).toEqual([...told, { ...last, ppTaskId: null }]);
    await Promise.all(subscriptions.map((one) => one.stop()));
  });

  it('leaves a task out that is deleted, which exchangeChanged tells', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const [kept, gone] = [await service.task(exchange), await service.task(exchange)];
    const [tasks, whole] = [
      await subscribeAs(service, client, TASKS, { id: exchange.id }),
      await subscribeAs(service, client, CHANGED, { id: exchange.id }),
    ];
    await done(coordinator, on('deleteExchangeTask'), { id: gone.id });
    await done(coordinator, on('completeExchangeTask'), { id: kept.id });
    await Promise.all([tasks.received(1), whole.received(1)]);
    expect(tasks.answers.map(({ data }) => data.exchangeTaskChanged.id)).toEqual([kept.id]);
    expect(whole.answers.map(({ data }) => data.exchangeChanged)).toEqual([{ tasks: { totalCount: 1 } }]);
    await Promise.all([tasks.stop(), whole.stop()]);
  });

  it('ends for whoever is deactivated in between, and is refused to whoever does not see the exchange', async () => {
    const { exchange, coordinator } = await service.staffed();
    const [leaver, blind] = [aViewer('AGENCY'), aViewer('AGENCY')];
    const part = await service.participant(exchange, leaver, ParticipantRole.AGENCY);
    await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MANAGE] });
    for (const viewer of [blind, aViewer('COORDINATOR')])
      expect(await (await subscribeAs(service, viewer, TASKS, { id: exchange.id })).over).toMatchObject(NOT_FOUND);
    const leaves = await subscribeAs(service, leaver, TASKS, { id: exchange.id });
    await done(coordinator, UPDATE_PART, { input: { id: part.id, isActive: false } });
    await done(coordinator, CREATE, { input: { exchangeId: exchange.id, title: 'Not for them' } });
    expect(await leaves.over).toMatchObject(NOT_FOUND);
    expect(leaves.answers).toEqual([]);
  });
});
