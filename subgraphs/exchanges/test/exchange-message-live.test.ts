import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { subscribeAs, type TestSubscription, until } from '@plat/shared/testing/subscribe-as';
import { aViewer } from '@plat/shared/testing/viewers';
import type { ExchangesContext } from '../src/context';
import type { Exchange } from '../src/exchange/exchange.entity';
import type { ExchangeMessage } from '../src/exchange-message/exchange-message.entity';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const TOLD = 'subscription ($id: ID!) { exchangeMessages(exchangeId: $id) { id seq content isDeleted version sender { id } } }';
const SEND = 'mutation ($input: SendExchangeMessageInput!) { sendExchangeMessage(input: $input) { id seq } }';
const EDIT = 'mutation ($input: EditExchangeMessageInput!) { editExchangeMessage(input: $input) { id } }';
const DELETE = 'mutation ($id: ID!) { deleteExchangeMessage(id: $id) { id } }';
const UPDATE_PART = 'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id } }';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({ poolSize: 8 });
});
afterAll(() => service.stop());

const done = async (viewer: Viewer, mutation: string, variables: Record<string, unknown>) => {
  const { data, errors } = await service.ask(viewer, mutation, variables);
  expect(errors).toBeUndefined();
  return data;
};
const say = async (viewer: Viewer, { id: exchangeId }: Exchange, content: string): Promise<{ id: string; seq: number }> =>
  (await done(viewer, SEND, { input: { exchangeId, content } })).sendExchangeMessage;
const listen = (viewer: Viewer, { id }: Exchange) => subscribeAs(service, viewer, TOLD, { id });
const told = (one: TestSubscription) => one.answers.map(({ data }) => data.exchangeMessages);
const contents = (one: TestSubscription) => told(one).map(({ content }) => content);
/** Tells of a message without a change of anything, under a number that no event reaches. */
const notify = ({ id, exchangeId }: ExchangeMessage, n: number) =>
  service.subgraph.work(aViewer(), ({ scope }: ExchangesContext) => {
    const notice = JSON.stringify({ type: 'exchange_message.sent', id, ids: { exchangeId } });
    return scope.asSystem((db) => db.query(`SELECT pg_notify('plat_live', $1)`, [`${9_000_000_000_000 + n} ${notice}`]));
  });
const NOT_FOUND = { errors: [{ extensions: { code: 'NOT_FOUND' } }] };

describe('exchangeMessages', () => {
  it('tells a hundred who take part of each message, once and in order, though four send at once', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    const people = Array.from({ length: 100 }, () => aViewer('THIRD_PARTY'));
    for (const person of people) await service.participant(exchange, person, ParticipantRole.THIRD_PARTY);
    const subscriptions = await Promise.all(people.map((person) => listen(person, exchange)));
    const sending = [coordinator, client, thirdParty, agency].map(async (sender, who) => {
      for (let n = 0; n < 3; n += 1) await say(sender, exchange, `${who} ${n}`);
    });
    await Promise.all(sending);
    await Promise.all(subscriptions.map((one) => one.received(12)));
    const [first] = subscriptions;
    const said = told(first as TestSubscription);
    expect(said.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (const one of subscriptions) expect(told(one)).toEqual(said);
    await Promise.all(subscriptions.map((one) => one.stop()));
    for (const { answers } of subscriptions) expect(answers).toHaveLength(12);
  }, 120_000); // more than a thousand transactions and a hundred sockets, on machines that do other things as well

  it('tells what was edited and what was taken back, of which only the place is left', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const subscription = await listen(coordinator, exchange);
    const { id, seq } = await say(client, exchange, 'first words');
    await subscription.received(1);
    await done(client, EDIT, { input: { id, content: 'better words' } });
    await subscription.received(2);
    await done(client, DELETE, { id });
    await subscription.received(3);
    const of = { id, seq, sender: { id: client.contactId } };
    expect(told(subscription)).toEqual([
      { ...of, version: 1, content: 'first words', isDeleted: false },
      { ...of, version: 2, content: 'better words', isDeleted: false },
      { ...of, version: 3, content: null, isDeleted: true },
    ]);
    await subscription.stop();
  });

  it('tells whoever joined without the history of what was said since, and of no earlier message that changes', async () => {
    const { exchange, client } = await service.staffed();
    const early = await say(client, exchange, 'before');
    const newcomer = aViewer('AGENCY');
    await service.participant(exchange, newcomer, ParticipantRole.AGENCY, { seesHistory: false });
    const [late, all] = [await listen(newcomer, exchange), await listen(client, exchange)];
    await done(client, EDIT, { input: { id: early.id, content: 'before, and edited' } });
    await done(client, DELETE, { id: early.id });
    await say(client, exchange, 'after');
    await Promise.all([late.received(1), all.received(3)]);
    expect([contents(late), contents(all).at(-1)]).toEqual([['after'], 'after']);
    await Promise.all([late.stop(), all.stop()]);
    expect(late.answers).toHaveLength(1);
  });

  it('ends for whoever is deactivated in between, who gets nothing of what is said then', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const leaver = aViewer('THIRD_PARTY');
    const part = await service.participant(exchange, leaver, ParticipantRole.THIRD_PARTY);
    const [leaves, stays] = [await listen(leaver, exchange), await listen(client, exchange)];
    await say(client, exchange, 'to both');
    await Promise.all([leaves.received(1), stays.received(1)]);
    await done(coordinator, UPDATE_PART, { input: { id: part.id, isActive: false } });
    for (const content of ['two', 'three']) await say(client, exchange, content);
    expect(await leaves.over).toMatchObject(NOT_FOUND);
    await stays.received(3);
    expect([contents(leaves), contents(stays)]).toEqual([['to both'], ['to both', 'two', 'three']]);
    await stays.stop();
  });

  it('tells nothing of a message to whoever is deactivated while it is being delivered', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const leaver = aViewer('THIRD_PARTY');
    const part = await service.participant(exchange, leaver, ParticipantRole.THIRD_PARTY);
    const message = await service.message(exchange, client);
    const leaves = await listen(leaver, exchange);
    await service.given(async (lock) => {
      await lock.query('LOCK TABLE messages IN ACCESS EXCLUSIVE MODE');
      await notify(message, 1);
      const isWaiting = `SELECT FROM pg_locks WHERE relation = 'messages'::regclass AND NOT granted`;
      await until(async () => (await lock.query(isWaiting)).length > 0, 'the delivery');
      await done(coordinator, UPDATE_PART, { input: { id: part.id, isActive: false } });
    });
    expect(await leaves.over).toMatchObject(NOT_FOUND);
    expect(leaves.answers).toEqual([]);
  });

  it('ends when the part that is left does not read, and is refused to whoever has no part that reads', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const [narrowed, blind] = [aViewer('AGENCY'), aViewer('AGENCY')];
    const part = await service.participant(exchange, narrowed, ParticipantRole.AGENCY);
    await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    for (const viewer of [blind, aViewer('COORDINATOR'), aViewer('CLIENT', { contactId: undefined })])
      expect(await (await listen(viewer, exchange)).over).toMatchObject(NOT_FOUND);
    const subscription = await listen(narrowed, exchange);
    await done(coordinator, UPDATE_PART, { input: { id: part.id, permissions: [ParticipantPermission.MESSAGE] } });
    await say(client, exchange, 'not for them');
    expect(await subscription.over).toMatchObject(NOT_FOUND);
    expect(subscription.answers).toEqual([]);
  });

  it('reads what it tells in one statement, the right to it with it', async () => {
    const { exchange, client } = await service.staffed();
    const message = await service.message(exchange, client);
    const subscription = await listen(client, exchange);
    const statements = await service.statementsOf(async () => {
      await notify(message, 2);
      await subscription.received(1);
    });
    expect(statements).toHaveLength(1);
    await subscription.stop();
  });
});
