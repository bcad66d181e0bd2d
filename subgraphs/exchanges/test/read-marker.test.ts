import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import fc from 'fast-check';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

type Kind = 'Read' | 'Delivered';
const mark = async (viewer: Viewer, exchangeId: string, upToSeq: number, kind: Kind = 'Read') => {
  const query = `mutation ($id: ID!, $seq: Int!) { markExchange${kind}(exchangeId: $id, upToSeq: $seq) { unreadCount readUpToSeq } }`;
  const { data, errors } = await service.ask(viewer, query, { id: exchangeId, seq: upToSeq });
  expect(errors).toBeUndefined();
  return data[`markExchange${kind}`];
};
const state = async (viewer: Viewer, id: string) =>
  (await service.ask(viewer, 'query ($id: ID!) { exchange(id: $id) { unreadCount readUpToSeq } }', { id })).data.exchange;
const say = async (exchange: Exchange, sender: Viewer | null, times: number) => {
  for (let n = 0; n < times; n += 1) await service.message(exchange, sender);
};
const markersOf = (exchangeId: string): Promise<object[]> =>
  service.given((db) =>
    db.query('SELECT contact_id, delivered_seq, read_seq FROM message_read_markers WHERE exchange_id = $1 ORDER BY contact_id', [
      exchangeId,
    ]),
  );
const receiptsOf = async (viewer: Viewer, exchangeId: string) => {
  const query = `query ($id: ID!) { exchange(id: $id) { messages { edges { node { seq receipts { deliveredAt readAt contact { id } message { seq } } } } } } }`;
  const { data, errors } = await service.ask(viewer, query, { id: exchangeId });
  expect(errors).toBeUndefined();
  return data.exchange.messages.edges.map(({ node }: { node: unknown }) => node);
};

describe('what is unread', () => {
  it('is what others said after the marker and did not take back', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    await say(exchange, coordinator, 3);
    await say(exchange, client, 2);
    await say(exchange, null, 1);
    expect(await state(client, exchange.id)).toEqual({ unreadCount: 4, readUpToSeq: 0 });
    expect(await state(coordinator, exchange.id)).toEqual({ unreadCount: 3, readUpToSeq: 0 });
    await service.given((db) => db.query('UPDATE messages SET is_deleted = true WHERE exchange_id = $1 AND seq = 3', [exchange.id]));
    expect(await mark(client, exchange.id, 1)).toEqual({ unreadCount: 2, readUpToSeq: 1 });
    expect(await state(coordinator, exchange.id)).toEqual({ unreadCount: 3, readUpToSeq: 0 });
  });

  it('is nothing for who is nobody in the registry', async () => {
    const { exchange } = await service.staffed();
    const admin = aViewer('ADMIN', { contactId: undefined });
    expect(await state(admin, exchange.id)).toEqual({ unreadCount: null, readUpToSeq: null });
  });

  it('is added up for oneself alone, over the exchanges in which one takes part', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const second = await service.exchange();
    await service.participant(second, client, ParticipantRole.CLIENT);
    const past = await service.exchange();
    await service.participant(past, client, ParticipantRole.CLIENT, { isActive: false });
    for (const one of [exchange, second, past]) await say(one, coordinator, 2);
    await mark(client, exchange.id, 1);
    const query = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { unreadExchangeMessages } } }';
    const refs = [client, coordinator].map(({ userId }) => ({ __typename: 'User', id: userId }));
    expect((await service.ask(client, query, { refs })).data._entities).toEqual([
      { unreadExchangeMessages: 3 },
      { unreadExchangeMessages: null },
    ]);
  });

  it('is counted for all exchanges of a page by one statement', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const second = await service.exchange();
    await service.participant(second, client, ParticipantRole.CLIENT);
    await say(exchange, coordinator, 2);
    const count = (selection: string) =>
      service.statementsOf(() => service.ask(client, `{ exchanges { edges { node { id ${selection} } } } }`));
    const [plain, counted] = [await count(''), await count('unreadCount readUpToSeq')];
    expect(counted.length - plain.length).toBe(1);
  });
});

describe('markers', () => {
  it('never go back, and never past what was said', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    await say(exchange, coordinator, 4);
    expect((await mark(client, exchange.id, 3)).readUpToSeq).toBe(3);
    expect((await mark(client, exchange.id, 1)).readUpToSeq).toBe(3);
    expect((await mark(client, exchange.id, 2_000_000_000)).readUpToSeq).toBe(4);
    await say(exchange, coordinator, 1);
    expect(await state(client, exchange.id)).toEqual({ unreadCount: 1, readUpToSeq: 4 });
    const refused = await service.ask(client, 'mutation ($id: ID!) { markExchangeRead(exchangeId: $id, upToSeq: -1) { id } }', {
      id: exchange.id,
    });
    expect(refused.errors?.[0]?.extensions?.fields).toEqual({ upToSeq: 'must be 0 or more' });
  });

  it('are told when they move, and only then', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    await say(exchange, coordinator, 2);
    for (const seq of [1, 1, 0, 2]) await mark(client, exchange.id, seq);
    const events = await service.given((db) =>
      db.query(
        `SELECT payload->'new' AS new FROM outbox_events WHERE type = 'message_read_marker.moved' AND payload->>'exchangeId' = $1 ORDER BY seq`,
        [exchange.id],
      ),
    );
    expect(events.map((event: { new: object }) => event.new)).toEqual([
      { delivered_seq: 1, read_seq: 1 },
      { delivered_seq: 2, read_seq: 2 },
    ]);
  });

  it('come to the same, whatever the order of what moves them and however often it comes', async () => {
    const SAID = 6;
    const event = fc.record({ who: fc.nat(1), kind: fc.constantFrom<Kind>('Read', 'Delivered'), seq: fc.nat(SAID + 2) });
    const shuffled = fc
      .array(event, { minLength: 1, maxLength: 6 })
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length, maxLength: 2 * events.length }),
        ),
      );
    const play = async (people: readonly Viewer[], events: readonly { who: number; kind: Kind; seq: number }[]) => {
      const exchange = await service.exchange();
      for (const one of people) await service.participant(exchange, one, ParticipantRole.AGENCY);
      for (let n = 0; n < SAID; n += 1) await service.message(exchange, people[n % 3] as Viewer);
      const left = [SAID, SAID];
      for (const { who, kind, seq } of events) {
        const { unreadCount } = await mark(people[who] as Viewer, exchange.id, seq, kind);
        expect(unreadCount).toBeGreaterThanOrEqual(0);
        expect(unreadCount).toBeLessThanOrEqual(left[who] as number); // nothing new was said
        left[who] = unreadCount;
      }
      const receipts = await receiptsOf(people[2] as Viewer, exchange.id);
      for (const { deliveredAt, readAt } of receipts.flatMap((one: { receipts: object[] }) => one.receipts))
        expect(readAt === null || deliveredAt <= readAt).toBe(true);
      const seen = receipts.map(
        ({ seq, receipts: of }: { seq: number; receipts: { contact: { id: string }; readAt: string | null }[] }) => [
          seq,
          of.map(({ contact, readAt }) => `${contact.id} ${readAt !== null}`).sort(),
        ],
      );
      return { markers: await markersOf(exchange.id), receipts: seen };
    };
    await fc.assert(
      fc.asyncProperty(shuffled, async ([once, twice]) => {
        const people = [aViewer('AGENCY'), aViewer('AGENCY'), aViewer('AGENCY')];
        expect(await play(people, twice)).toEqual(await play(people, once));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('move at once without losing the furthest', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    await say(exchange, coordinator, 8);
    await Promise.all([3, 8, 1, 5, 2, 7, 4, 6].map((seq) => mark(client, exchange.id, seq)));
    expect(await state(client, exchange.id)).toEqual({ unreadCount: 0, readUpToSeq: 8 });
    expect(await markersOf(exchange.id)).toHaveLength(1);
  });
});

describe('receipts', () => {
  it('say of a message whom it has reached and who has read it, and nothing of its sender', async () => {
    const { exchange, client, coordinator, agency } = await service.staffed();
    await say(exchange, coordinator, 1);
    await say(exchange, client, 1);
    await mark(agency, exchange.id, 2, 'Delivered');
    await mark(client, exchange.id, 2);
    const [first, second] = await receiptsOf(coordinator, exchange.id);
    const receipt = ({ contactId }: Viewer, read: boolean) =>
      expect.objectContaining({ contact: { id: contactId }, deliveredAt: expect.any(String), readAt: read ? expect.any(String) : null });
    expect(first.receipts).toEqual([receipt(agency, false), receipt(client, true)]);
    expect(second.receipts).toEqual([receipt(agency, false)]);
    expect(first.receipts[0].message).toEqual({ seq: 1 });
    await mark(agency, exchange.id, 1);
    const [later] = await receiptsOf(coordinator, exchange.id);
    expect(later.receipts[0]).toMatchObject({ deliveredAt: first.receipts[0].deliveredAt, readAt: expect.any(String) });
  });

  it('are not made of what somebody may not read', async () => {
    const { exchange, coordinator } = await service.staffed();
    await say(exchange, coordinator, 2);
    const newcomer = aViewer('AGENCY');
    await service.participant(exchange, newcomer, ParticipantRole.AGENCY, { seesHistory: false });
    await say(exchange, coordinator, 1);
    await mark(newcomer, exchange.id, 3);
    const counts = (await receiptsOf(coordinator, exchange.id)).map(({ receipts }: { receipts: object[] }) => receipts.length);
    expect(counts).toEqual([0, 0, 1]);
  });
});
