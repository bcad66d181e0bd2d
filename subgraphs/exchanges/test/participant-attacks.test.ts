import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { subscribeAs } from '@plat/shared/testing/subscribe-as';
import type { TestAnswer } from '@plat/shared/testing/test-subgraph';
import { aViewer } from '@plat/shared/testing/viewers';
import { addDays } from '../src/exchange/exchange.civil-date';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith, codeOf, fundRows } from './funds.factory';

const BEGIN = '2026-03-01';
const onDay = (count: number) => service.setClock(`${addDays(BEGIN, count)}T19:00:00Z`);
const DATES = { transferDate: BEGIN, identificationDeadline: addDays(BEGIN, 45), exchangeDeadline: addDays(BEGIN, 180) };

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const call =
  (field: string, type: string, selection = '{ id }') =>
  (as: Viewer, input: object) =>
    callWith(service, field, type, selection)(as, input);
const ask = call('createFundRelease', 'CreateFundReleaseInput', '{ id state }');
const authorise = call('authoriseFundRelease', 'AuthoriseFundReleaseInput', '{ id state }');
const reverse = call('reverseFundEntry', 'ReverseFundEntryInput', '{ id balanceAfter }');
const end = call('updateExchangeParticipant', 'UpdateExchangeParticipantInput');
const add = call('addExchangeParticipant', 'AddExchangeParticipantInput');
const byId = (field: string) => (as: Viewer, id: string) => service.ask(as, `mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id });
const [pay, cancel] = [byId('payFundRelease'), byId('cancelFundRelease')];
const succeeded = (answers: readonly TestAnswer[]) => answers.filter(({ errors }) => !errors);

/** An exchange on day 46 with a thousand dollars, of which so many releases are asked for and signed by both sides. */
async function signed(amounts: readonly string[], sides = ['TAXPAYER', 'FACILITATOR']) {
  onDay(46);
  const staffed = await service.staffed(DATES);
  const rows = fundRows(service);
  const account = await rows.account(staffed.exchange);
  const receipt = await rows.entry(account);
  const ids: string[] = [];
  for (const amount of amounts) {
    const asked = { exchangeId: staffed.exchange.id, amount, payee: 'Ann Miller', purpose: 'TO_TAXPAYER' };
    const { id } = (await ask(staffed.coordinator, asked)).data.createFundRelease;
    for (const side of sides) await authorise(side === 'TAXPAYER' ? staffed.client : staffed.coordinator, { id, side });
    ids.push(id);
  }
  return { ...staffed, ids, account, receipt };
}
/** What a refusal tells, but for the id that was asked for and that of the request. */
const saidOf = ({ errors }: Pick<TestAnswer, 'errors'>, id: string): string =>
  JSON.stringify(errors?.map(({ message, extensions }) => [message.replaceAll(id, 'it'), { ...extensions, requestId: undefined }]));
const entriesOf = (accountId: string): Promise<{ seq: number; kind: string; balance: string }[]> =>
  service.given((db) =>
    db.query('SELECT seq::int, kind, balance_after AS balance FROM fund_entries WHERE account_id = $1 ORDER BY seq', [accountId]),
  );

describe('money under attack', () => {
  it('leaves once, however often one release is paid at the same moment', async () => {
    const { coordinator, ids, account } = await signed(['100.00']);
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(coordinator, ids[0] as string)));
    expect(succeeded(answers)).toHaveLength(1);
    expect(answers.map(codeOf).filter(Boolean)).toEqual(Array(7).fill('CONFLICT'));
    expect(await entriesOf(account.id)).toMatchObject([{ seq: 1 }, { seq: 2, kind: 'RELEASE', balance: '900.00' }]);
  });

  it('is not overdrawn by sixteen payments at the same moment', async () => {
    const { coordinator, ids, account } = await signed(Array(16).fill('100.00'));
    const answers = await Promise.all(ids.map((id) => pay(coordinator, id)));
    expect(succeeded(answers)).toHaveLength(10);
    expect(answers.map(codeOf).filter(Boolean)).toEqual(Array(6).fill('CONFLICT'));
    const entries = await entriesOf(account.id);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
    expect(entries.at(-1)?.balance).toBe('0.00');
  }, 60_000);

  it('is either paid or cancelled by two who do both at the same moment', async () => {
    const { coordinator, ids, account } = await signed(['100.00', '100.00', '100.00']);
    const outcomes = await Promise.all(ids.map((id) => Promise.all([pay(coordinator, id), cancel(coordinator, id)])));
    for (const both of outcomes) expect(succeeded(both)).toHaveLength(1);
    expect((await entriesOf(account.id)).length).toBe(1 + outcomes.filter(([paid]) => !paid.errors).length);
  });

  it('is not signed for both sides by one person, not even at the same moment', async () => {
    const { exchange, coordinator, ids } = await signed(['100.00', '100.00', '100.00'], []);
    await service.participant(exchange, coordinator, ParticipantRole.CLIENT);
    for (const id of ids) {
      const both = await Promise.all(['TAXPAYER', 'FACILITATOR'].map((side) => authorise(coordinator, { id, side })));
      expect([succeeded(both).length, both.map(codeOf).filter(Boolean)]).toEqual([1, ['CONFLICT']]);
      expect(codeOf(await pay(coordinator, id))).toBe('CONFLICT');
    }
  });

  it('comes back by one reversal, which lets nothing be paid again and is not reversed itself', async () => {
    const { coordinator, ids, account, receipt } = await signed(['600.00']);
    const [id] = ids as [string];
    await pay(coordinator, id);
    const again = { occurredOn: addDays(BEGIN, 46), memo: 'The transfer came back' };
    expect(codeOf(await reverse(coordinator, { id: receipt.id, ...again }))).toBe('CONFLICT'); // most of it has left
    const paid = await service.given((db) => db.query('SELECT id FROM fund_entries WHERE release_id = $1', [id]));
    const back = await Promise.all(Array.from({ length: 4 }, () => reverse(coordinator, { id: paid[0].id, ...again })));
    expect(succeeded(back)).toHaveLength(1);
    const reversal = succeeded(back)[0]?.data.reverseFundEntry;
    expect(reversal.balanceAfter).toBe('1000.00');
    expect(codeOf(await reverse(coordinator, { id: reversal.id, ...again }))).toBe('CONFLICT');
    expect(codeOf(await pay(coordinator, id))).toBe('CONFLICT');
    expect(await entriesOf(account.id)).toHaveLength(3);
  });

  it('is nothing to agencies and third parties, by whatever way they ask, and as if it were not there', async () => {
    const { exchange, agency, thirdParty, ids, account } = await signed(['100.00']);
    for (const viewer of [agency, thirdParty]) {
      const query = `query ($id: ID!, $account: ID!, $release: ID!) { fundAccount(id: $account) { id } fundRelease(id: $release) { id }
        exchange(id: $id) { fundAccount { id } fundEntries { totalCount } releases { totalCount } worksheets { totalCount } taxpayers { id } } }`;
      const { data } = await service.ask(viewer, query, { id: exchange.id, account: account.id, release: ids[0] });
      expect(data).toEqual({
        fundAccount: null,
        fundRelease: null,
        exchange: {
          fundAccount: null,
          fundEntries: { totalCount: 0 },
          releases: { totalCount: 0 },
          worksheets: { totalCount: 0 },
          taxpayers: [],
        },
      });
      const said = async (id: string) => saidOf(await pay(viewer, id), id);
      expect(await said(ids[0] as string)).toBe(await said(randomUUID()));
    }
  });
});

describe('rights under attack', () => {
  it.each([
    ['coordinator', 'FORBIDDEN'],
    ['client', 'FORBIDDEN'],
    ['agency', 'FORBIDDEN'],
    ['thirdParty', 'FORBIDDEN'],
  ] as const)('of a %s are not changed by themselves: neither edited, nor ended, nor joined by another role', async (name, code) => {
    const staffed: Staffed = await service.staffed();
    const own = staffed[name];
    const [part] = await service.given((db) =>
      db.query('SELECT id FROM exchange_participants WHERE exchange_id = $1 AND contact_id = $2', [staffed.exchange.id, own.contactId]),
    );
    const codes = [
      await end(own, { id: part.id, permissions: ['VIEW'] }),
      await end(own, { id: part.id, isActive: true, seesHistory: true }),
      await add(own, { exchangeId: staffed.exchange.id, contactId: own.contactId?.toUpperCase(), role: 'AGENCY' }),
      await add(own, { exchangeId: staffed.exchange.id, contactId: own.contactId, role: 'COORDINATOR' }),
    ].map(codeOf);
    expect(codes).toEqual([code, code, code, code]);
  });

  it('end for subscriptions that begin after the part did, as for an exchange that is not there', async () => {
    const { exchange, coordinator } = await service.staffed();
    const agency = aViewer('AGENCY');
    const part = await service.participant(exchange, agency, ParticipantRole.AGENCY);
    expect((await end(coordinator, { id: part.id, isActive: false })).errors).toBeUndefined();
    const over = async (id: string) => {
      const { errors } = await (
        await subscribeAs(service, agency, 'subscription ($id: ID!) { exchangeChanged(exchangeId: $id) { id } }', { id })
      ).over;
      return saidOf({ errors }, id);
    };
    expect(await over(exchange.id)).toBe(await over(randomUUID()));
    expect(await over(exchange.id)).toContain('NOT_FOUND');
  });
});

describe('words under attack', () => {
  const WORDS = 'the secret of the seller';
  const send = call('sendExchangeMessage', 'SendExchangeMessageInput', '{ id seq content isSystemMessage messageType sender { id } }');
  const edit = call('editExchangeMessage', 'EditExchangeMessageInput');

  it('that were taken back are nowhere to be read by those who take part', async () => {
    const { exchange, client, coordinator, agency } = await service.staffed();
    const deed = randomUUID();
    const sent = await send(client, { exchangeId: exchange.id, content: WORDS, attachmentIds: [deed], clientMessageId: 'a' });
    const { id } = sent.data.sendExchangeMessage;
    await edit(client, { id, content: `${WORDS}, mended` });
    await send(agency, { exchangeId: exchange.id, content: 'I see', replyToId: id });
    await service.ask(coordinator, 'mutation ($id: ID!) { markExchangeRead(exchangeId: $id, upToSeq: 2) { id } }', { id: exchange.id });
    expect((await byId('deleteExchangeMessage')(client, id)).errors).toBeUndefined();
    const [receipt] = await service.given((db) => db.query('SELECT id FROM message_participants WHERE message_id = $1', [id]));
    const query = `query ($id: ID!, $exchange: ID!, $refs: [_Any!]!) {
      exchangeMessage(id: $id) { ...all } exchange(id: $exchange) { messages { edges { node { ...all replyTo { ...all } } } } }
      _entities(representations: $refs) { ... on ExchangeMessage { ...all } ... on MessageReceipt { message { ...all } } } }
      fragment all on ExchangeMessage { id content attachments { id } revisions { content } receipts { message { content revisions { content } } } }`;
    const refs = [
      { __typename: 'ExchangeMessage', id },
      { __typename: 'MessageReceipt', id: receipt.id },
    ];
    for (const viewer of [client, coordinator, agency]) {
      const { data, errors } = await service.ask(viewer, query, { id, exchange: exchange.id, refs });
      expect(errors).toBeUndefined();
      expect(data.exchangeMessage.id).toBe(id);
      expect(JSON.stringify(data)).not.toMatch(new RegExp(`${WORDS}|${deed}`));
    }
    const again = await send(client, { exchangeId: exchange.id, content: WORDS, attachmentIds: [deed], clientMessageId: 'a' });
    expect(again.data.sendExchangeMessage).toMatchObject({ id, content: null });
    // Webhooks, notifications, subscriptions and the audit trail tell what is here.
    const told = await service.given((db) => db.query('SELECT * FROM outbox_events'));
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${WORDS}|${deed}`));
  });

  it('from before somebody joined are nowhere to be read without the flag', async () => {
    const { exchange, client, coordinator } = await service.staffed();
    const sent = await send(client, { exchangeId: exchange.id, content: WORDS });
    const { id } = sent.data.sendExchangeMessage;
    await service.ask(coordinator, 'mutation ($id: ID!) { markExchangeRead(exchangeId: $id, upToSeq: 1) { id } }', { id: exchange.id });
    const newcomer = aViewer('AGENCY');
    await service.participant(exchange, newcomer, ParticipantRole.AGENCY, { seesHistory: false });
    const later = await send(client, { exchangeId: exchange.id, content: 'Welcome', replyToId: id });
    const [receipt] = await service.given((db) => db.query('SELECT id FROM message_participants WHERE message_id = $1', [id]));
    const refs = [
      { __typename: 'ExchangeMessage', id },
      { __typename: 'MessageReceipt', id: receipt.id },
    ];
    const query = `query ($id: ID!, $later: ID!, $refs: [_Any!]!) { exchangeMessage(id: $id) { id } reply: exchangeMessage(id: $later) { replyTo { id } }
      _entities(representations: $refs) { __typename } }`;
    const { data } = await service.ask(newcomer, query, { id, later: later.data.sendExchangeMessage.id, refs });
    expect(data).toEqual({ exchangeMessage: null, reply: { replyTo: null }, _entities: [null, null] });
    const answer = await send(newcomer, { exchangeId: exchange.id, content: 'What was that?', replyToId: id });
    expect(answer.errors?.[0]?.extensions?.fields).toHaveProperty(['input.replyToId']);
    expect(codeOf(await edit(newcomer, { id, content: 'Mine' }))).toBe('NOT_FOUND');
  });

  it('are never the platform’s, and never another person’s, whatever a request says', async () => {
    const { exchange, client } = await service.staffed();
    for (const forged of ['isSystemMessage: true', 'messageType: SYSTEM', `senderId: "${aViewer().contactId}"`, 'seq: 7']) {
      const { errors } = await service.ask(
        client,
        `mutation ($id: ID!) { sendExchangeMessage(input: { exchangeId: $id, content: "x", ${forged} }) { id } }`,
        { id: exchange.id },
      );
      expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    const { data } = await send(client, { exchangeId: exchange.id, content: 'The exchange has come to the stage completed.' });
    expect(data.sendExchangeMessage).toMatchObject({
      seq: 1,
      isSystemMessage: false,
      messageType: 'TEXT',
      sender: { id: client.contactId },
    });
  });

  it('are numbered without gaps when transactions beside them fail half-way', async () => {
    const { exchange, client } = await service.staffed();
    const fail = () =>
      service
        .given(async (db) => {
          await db.query(`INSERT INTO messages (exchange_id, content) VALUES ($1, 'lost')`, [exchange.id]);
          throw new Error('crash');
        })
        .catch(() => undefined);
    const say = () => send(client, { exchangeId: exchange.id, content: 'kept' });
    await Promise.all(Array.from({ length: 18 }, (_, index) => (index % 3 === 0 ? fail() : say())));
    const kept = await service.given((db) =>
      db.query(
        `SELECT m.seq::int, m.content, (SELECT count(*)::int FROM outbox_events e WHERE e.subject_id = m.id::text) AS told
         FROM messages m WHERE exchange_id = $1 ORDER BY seq`,
        [exchange.id],
      ),
    );
    expect(kept).toEqual(Array.from({ length: 12 }, (_, index) => ({ seq: index + 1, content: 'kept', told: 1 })));
  });
});

describe('dates under attack', () => {
  const serve = call('serveIdentificationNotice', 'ServeIdentificationNoticeInput', '{ verdict sentAt items { exchangeProperty { id } } }');
  const notice = { recipientName: 'Cascade Exchange Services', capacity: 'INTERMEDIARY', items: [{ description: '880 Harbor Way' }] };
  const edit = call('updateExchangeProperty', 'UpdateExchangePropertyInput');

  it('are not moved back by a client who signs on day 46', async () => {
    onDay(46);
    const { exchange, client } = await service.staffed(DATES);
    const input = { exchangeId: exchange.id, ...notice };
    const fields = async (more: object) => Object.keys((await serve(client, { ...input, ...more })).errors?.[0]?.extensions?.fields ?? {});
    expect(await fields({ sentAt: `${addDays(BEGIN, 45)}T19:00:00Z` })).toEqual(['input.sentAt']);
    const { verdict, items } = (await serve(client, { ...input, signedOn: addDays(BEGIN, 45) })).data.serveIdentificationNotice;
    expect([verdict, items]).toEqual(['LATE', [{ exchangeProperty: null }]]);
  });

  it('of identification are written by nobody after day 45, and lead out of no missed stage', async () => {
    onDay(20);
    const { exchange, coordinator, client, agency } = await service.staffed();
    const update = call('updateExchange', 'UpdateExchangeInput', '{ workflowStage }');
    expect((await update(coordinator, { id: exchange.id, transferDate: BEGIN })).errors).toBeUndefined();
    const property = await service.property(exchange, { role: 'IDENTIFIED' as never });
    onDay(46);
    await service.given((db) => db.query(`SELECT graphile_worker.add_job('deadlines.watch')`));
    await service.subgraph.runJobs();
    const identifiedAt = `${addDays(BEGIN, 40)}T19:00:00Z`;
    expect(codeOf(await edit(coordinator, { id: property.id, identifiedAt }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await edit(aViewer('ADMIN'), { id: property.id, identifiedAt }))).toBe('BAD_USER_INPUT');
    for (const viewer of [client, agency]) expect(codeOf(await edit(viewer, { id: property.id, identifiedAt }))).toBe('FORBIDDEN');
    await edit(coordinator, { id: property.id, receivedOn: addDays(BEGIN, 46), role: 'REPLACEMENT' });
    const complete = call('completeExchange', 'CompleteExchangeInput');
    expect(codeOf(await complete(coordinator, { id: exchange.id }))).toBe('CONFLICT');
    await update(coordinator, { id: exchange.id, transferDate: addDays(BEGIN, 30) });
    const { data } = await service.ask(client, 'query ($id: ID!) { exchange(id: $id) { workflowStage } }', { id: exchange.id });
    expect(data.exchange.workflowStage).toBe('IDENTIFICATION_MISSED');
  });
});
