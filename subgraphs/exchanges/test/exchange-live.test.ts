import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { subscribeAs, until } from '@plat/shared/testing/subscribe-as';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const CHANGED = `subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { id name ppMatterId } }`;
const UPDATE = `mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { id } }`;
const END_PART = `mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id } }`;
const ADD_PROPERTY = `mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }`;

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const done = async (viewer: Viewer, mutation: string, input: object) => {
  expect((await service.ask(viewer, mutation, { input })).errors).toBeUndefined();
};

describe('exchangeChanged', () => {
  it('tells a hundred who take part of each change, once and in order', async () => {
    const { exchange, coordinator } = await service.staffed();
    const people = Array.from({ length: 100 }, () => aViewer('THIRD_PARTY'));
    for (const person of people) await service.participant(exchange, person, ParticipantRole.THIRD_PARTY);
    const subscriptions = await Promise.all(people.map((person) => subscribeAs(service, person, CHANGED, { id: exchange.id })));
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const [n, name] of names.entries()) {
      await done(coordinator, UPDATE, { id: exchange.id, name });
      await Promise.all(subscriptions.map((one) => one.received(n + 1)));
    }
    for (const { answers } of subscriptions)
      expect(answers).toEqual(names.map((name) => ({ data: { exchangeChanged: { id: exchange.id, name, ppMatterId: null } } })));
    await Promise.all(subscriptions.map((one) => one.stop()));
    await until(() => service.subgraph.live?.all.size === 0);
  }, 120_000); // five hundred transactions and a hundred sockets, on machines that do other things as well

  it('tells of properties and participants as well, and each reader what that one may read', async () => {
    const { exchange, coordinator, client } = await service.staffed({ ppMatterId: 'M-1' });
    const [office, outside] = [
      await subscribeAs(service, coordinator, CHANGED, { id: exchange.id.toUpperCase() }),
      await subscribeAs(service, client, CHANGED, { id: exchange.id }),
    ];
    await done(coordinator, ADD_PROPERTY, { exchangeId: exchange.id, role: 'RELINQUISHED', description: '1 Main St, Austin, TX 78701' });
    await Promise.all([office.received(1), outside.received(1)]);
    const part = await service.participant(exchange, aViewer('AGENCY'), ParticipantRole.AGENCY);
    await done(coordinator, END_PART, { id: part.id, isActive: false });
    const read = async (one: typeof office) => (await one.received(2)).map(({ data }) => data.exchangeChanged.ppMatterId);
    expect([await read(office), await read(outside)]).toEqual([
      ['M-1', 'M-1'],
      [null, null],
    ]);
    await Promise.all([office.stop(), outside.stop()]);
  });

  it('ends at once for whoever does not take part any more, and tells nothing of what comes then', async () => {
    const { exchange, coordinator, thirdParty, client } = await service.staffed();
    const part = await service.participant(exchange, thirdParty, ParticipantRole.AGENCY, { isActive: false });
    const [leaves, stays] = [
      await subscribeAs(service, thirdParty, CHANGED, { id: exchange.id }),
      await subscribeAs(service, client, CHANGED, { id: exchange.id }),
    ];
    await done(coordinator, UPDATE, { id: exchange.id, name: 'seen by both' });
    await Promise.all([leaves.received(1), stays.received(1)]);
    const own = (await service.ask(coordinator, '{ exchangeParticipants(first: 100) { edges { node { id contact { id } isActive } } } }'))
      .data.exchangeParticipants.edges as { node: { id: string; contact: { id: string }; isActive: boolean } }[];
    const active = own.find(({ node }) => node.contact.id === thirdParty.contactId && node.isActive && node.id !== part.id);
    const began = performance.now();
    await done(coordinator, END_PART, { id: active?.node.id, isActive: false });
    expect(await leaves.over).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(performance.now() - began).toBeLessThan(1_000);
    await done(coordinator, UPDATE, { id: exchange.id, name: 'not for the one who left' });
    await stays.received(3);
    expect(leaves.answers).toHaveLength(1);
    await stays.stop();
  });

  it('ends when the part that is left lets nothing be seen', async () => {
    const { exchange, coordinator } = await service.staffed();
    const agency = aViewer('AGENCY');
    const part = await service.participant(exchange, agency, ParticipantRole.AGENCY);
    const subscription = await subscribeAs(service, agency, CHANGED, { id: exchange.id });
    await done(coordinator, END_PART, { id: part.id, permissions: [ParticipantPermission.MESSAGE] });
    expect(await subscription.over).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(subscription.answers).toEqual([]);
  });

  it('ends with the exchange', async () => {
    const { exchange, client } = await service.staffed();
    const subscription = await subscribeAs(service, client, CHANGED, { id: exchange.id });
    const { errors } = await service.ask(aViewer('ADMIN'), 'mutation ($id: ID!) { deleteExchange(id: $id) { id } }', { id: exchange.id });
    expect(errors).toBeUndefined();
    expect(await subscription.over).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  it.each<[string, () => Promise<Viewer> | Viewer]>([
    ['a stranger', () => aViewer('COORDINATOR')],
    ['who is nobody in the registry', () => aViewer('CLIENT', { contactId: undefined })],
  ])('is refused to %s, as for an exchange that is not there', async (_, make) => {
    const { exchange } = await service.staffed();
    const viewer = await make();
    for (const id of [exchange.id, aViewer().userId, 'no id']) {
      const { errors, closed } = await (await subscribeAs(service, viewer, CHANGED, { id })).over;
      expect([closed, errors]).toEqual([undefined, [expect.objectContaining({ message: `No Exchange with id ${id}.` })]]);
    }
  });

  it('holds no connection of the database while nothing happens', async () => {
    const { exchange, client } = await service.staffed();
    const many = await Promise.all(Array.from({ length: 20 }, () => subscribeAs(service, client, CHANGED, { id: exchange.id })));
    const [{ count }] = (await service.given((db) =>
      db.query(
        `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'plat exchanges' AND state <> 'idle'`,
      ),
    )) as [{ count: number }];
    expect(count).toBe(0);
    await Promise.all(many.map((one) => one.stop()));
  });

  it('reads what it tells in one statement, the right to it with it', async () => {
    const { exchange, client } = await service.staffed();
    const subscription = await subscribeAs(service, client, 'subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { name } }', {
      id: exchange.id,
    });
    const { given } = service;
    const statements = await service.statementsOf(async () => {
      await given((db) =>
        db.query(`SELECT pg_notify('plat_live', '9000000000000 ' || $1)`, [
          JSON.stringify({ type: 'exchange.updated', id: exchange.id, ids: { exchangeId: exchange.id } }),
        ]),
      );
      await subscription.received(1);
    });
    expect(statements).toHaveLength(1);
    await subscription.stop();
  });
});
