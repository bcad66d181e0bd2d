import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { addDays } from '../src/exchange/exchange.civil-date';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith, codeOf } from './funds.factory';

const TRANSFER = '2026-03-01';
/** Noon in Los Angeles on a day of the exchange. */
let clock = '';
const onDay = (count: number) => {
  clock = `${addDays(TRANSFER, count)}T19:00:00Z`;
};

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => new Date(clock) });
});
afterAll(() => service.stop());

const call = (field: string, type: string, selection: string) => (as: Viewer, input: object) =>
  callWith(service, field, type, selection)(as, input);
const open = call('createFundAccount', 'CreateFundAccountInput', '{ id version balance accountLast4 }');
const edit = call('updateFundAccount', 'UpdateFundAccountInput', '{ id version closedOn holder }');
const receive = call('addFundEntry', 'AddFundEntryInput', '{ id seq debit credit balanceAfter recordedBy { id } }');
const reverse = call(
  'reverseFundEntry',
  'ReverseFundEntryInput',
  '{ id seq kind debit credit balanceAfter reverses { id reversedBy { seq } } }',
);
const ask = call('createFundRelease', 'CreateFundReleaseInput', '{ id state verdict { decision reason citation arithmetic notice } }');
const authorise = call(
  'authoriseFundRelease',
  'AuthoriseFundReleaseInput',
  '{ id state authorisations { side verdict { decision } authorisedBy { id } } }',
);
const pay = (as: Viewer, id: string) =>
  service.ask(as, 'mutation ($id: ID!) { payFundRelease(id: $id) { state paidOn paidVerdict { reason } } }', { id });
const cancel = (as: Viewer, id: string) => service.ask(as, 'mutation ($id: ID!) { cancelFundRelease(id: $id) { state } }', { id });

const ACCOUNT = { arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'Bank of Exchanges', openedOn: '2026-02-27' };
let accounts = 0;
const letters = (count: number): string => [...String(count)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** An exchange on day 46 whose account holds a thousand dollars. */
async function funded(values = {}): Promise<Staffed & { accountId: string; entryId: string }> {
  onDay(46);
  const staffed = await service.staffed({
    transferDate: TRANSFER,
    identificationDeadline: addDays(TRANSFER, 45),
    exchangeDeadline: addDays(TRANSFER, 180),
    ...values,
  });
  const exchangeId = staffed.exchange.id;
  accounts += 1;
  const account = await open(staffed.coordinator, {
    ...ACCOUNT,
    exchangeId,
    subAccount: `Exchange ${letters(accounts)}`,
    accountLast4: '4711',
  });
  const entry = await receive(staffed.coordinator, { exchangeId, kind: 'PROCEEDS', amount: '1000', occurredOn: TRANSFER, memo: 'Closing' });
  return { ...staffed, accountId: account.data.createFundAccount.id, entryId: entry.data.addFundEntry.id };
}

const TO_TAXPAYER = { amount: '600.00', payee: 'Ann Miller', purpose: 'TO_TAXPAYER' };

describe('the account of an exchange', () => {
  it('is one, in a sub-account that no other exchange has, without the number of it', async () => {
    const { exchange, coordinator, client } = await funded();
    const input = { ...ACCOUNT, exchangeId: exchange.id, subAccount: 'Another' };
    expect(codeOf(await open(coordinator, input))).toBe('CONFLICT');
    const other = await service.staffed();
    const taken = { ...input, exchangeId: other.exchange.id, subAccount: `EXCHANGE ${letters(accounts).toUpperCase()}` };
    expect(codeOf(await open(other.coordinator, taken))).toBe('CONFLICT');
    const faults = await open(other.coordinator, { ...taken, holder: ' ', subAccount: '12-345 6789', accountLast4: '12a4' });
    expect(Object.keys(faults.errors?.[0]?.extensions?.fields as object).sort()).toEqual(
      ['accountLast4', 'holder', 'subAccount'].map((name) => `input.${name}`),
    );
    expect(codeOf(await open(client, input))).toBe('FORBIDDEN');
    expect(codeOf(await open(aViewer('COORDINATOR'), input))).toBe('NOT_FOUND');
  });

  it('shows ledger, balance and statement to its client, and nothing to agencies and third parties', async () => {
    const { exchange, coordinator, client, agency, thirdParty } = await funded();
    await receive(coordinator, { exchangeId: exchange.id, kind: 'INTEREST', amount: '0.55', occurredOn: '2026-03-31', memo: 'March' });
    const query = `query ($id: ID!) { exchange(id: $id) { fundAccount { balance statement(from: "2026-03-02", to: "2026-03-31") {
      openingBalance received paid closingBalance arithmetic } } fundEntries(filter: { occurredOn: { gte: "2026-03-02" } }) { edges { node { seq balanceAfter } } totalCount }
      releases { totalCount } worksheets { totalCount } relatedParties { id } attestations { id } taxpayers { id } sameTaxpayer { verdict } } }`;
    const read = async (as: Viewer) => (await service.ask(as, query, { id: exchange.id })).data.exchange;
    expect(await read(client)).toMatchObject({
      fundAccount: {
        balance: '1000.55',
        statement: {
          openingBalance: '1000.00',
          received: '0.55',
          paid: '0.00',
          closingBalance: '1000.55',
          arithmetic: '1000.00 + 0.55 − 0.00 = 1000.55',
        },
      },
      fundEntries: { edges: [{ node: { seq: 2, balanceAfter: '1000.55' } }], totalCount: 1 },
      sameTaxpayer: { verdict: 'WARNING' },
    });
    for (const outsider of [agency, thirdParty])
      expect(await read(outsider)).toMatchObject({ fundAccount: null, fundEntries: { totalCount: 0 }, taxpayers: [], sameTaxpayer: null });
  });

  it('is closed when it is empty, and takes nothing after that', async () => {
    const { exchange, coordinator, accountId, entryId } = await funded();
    expect(codeOf(await edit(coordinator, { id: accountId, closedOn: '2026-04-16' }))).toBe('CONFLICT');
    await reverse(coordinator, { id: entryId, occurredOn: '2026-03-02', memo: 'Wrong exchange' });
    expect((await edit(coordinator, { id: accountId, version: 1, closedOn: '2026-04-16' })).data.updateFundAccount).toMatchObject({
      version: 2,
    });
    const late = await receive(coordinator, { exchangeId: exchange.id, kind: 'INTEREST', amount: '1', occurredOn: TRANSFER, memo: 'x' });
    expect(codeOf(late)).toBe('CONFLICT');
  });

  it('corrects by reversal, whole and once', async () => {
    const { coordinator, client, entryId } = await funded();
    const input = { id: entryId, occurredOn: '2026-03-02', memo: 'Wrong amount' };
    expect(codeOf(await reverse(client, input))).toBe('FORBIDDEN');
    const taken = await reverse(coordinator, input);
    expect(taken.data.reverseFundEntry).toMatchObject({
      seq: 2,
      kind: 'REVERSAL',
      debit: '1000.00',
      credit: null,
      balanceAfter: '0.00',
      reverses: { id: entryId, reversedBy: { seq: 2 } },
    });
    expect(codeOf(await reverse(coordinator, input))).toBe('CONFLICT');
    expect(codeOf(await reverse(coordinator, { ...input, id: taken.data.reverseFundEntry.id }))).toBe('CONFLICT');
  });

  it('refuses receipts that are none', async () => {
    const { exchange, coordinator } = await funded();
    const bad = await receive(coordinator, {
      exchangeId: exchange.id,
      kind: 'RELEASE',
      amount: '0.00',
      occurredOn: '2026-04-17',
      memo: ' ',
    });
    expect(Object.keys(bad.errors?.[0]?.extensions?.fields as object).sort()).toEqual(
      ['amount', 'kind', 'memo', 'occurredOn'].map((name) => `input.${name}`),
    );
  });

  it('is laid beside the bank’s statement, and a difference is shown', async () => {
    const { exchange, coordinator } = await funded();
    const add = call('addFundReconciliation', 'AddFundReconciliationInput', '{ asOf ledgerBalance difference isBalanced }');
    const on = async (asOf: string, bankBalance: string) =>
      (await add(coordinator, { exchangeId: exchange.id, asOf, bankBalance })).data.addFundReconciliation;
    expect(await on('2026-03-31', '1000')).toMatchObject({ ledgerBalance: '1000.00', difference: '0.00', isBalanced: true });
    expect(await on('2026-02-28', '0.01')).toMatchObject({ ledgerBalance: '0.00', difference: '0.01', isBalanced: false });
  });
});

describe('a release of money', () => {
  it.each([
    [30, 'DENIED', 'IDENTIFICATION_PERIOD'],
    [45, 'DENIED', 'IDENTIFICATION_PERIOD'],
    [46, 'REQUESTED', 'NOTHING_IDENTIFIED'],
  ])('asked for on day %i with nothing identified is %s', async (day, state, reason) => {
    const { exchange, coordinator } = await funded();
    onDay(day);
    const { createFundRelease } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data;
    expect(createFundRelease).toMatchObject({ state, verdict: { reason, notice: expect.stringContaining('not tax advice') } });
  });

  it('is denied on day 46 where five were identified, and allowed the day after the deadline that counts', async () => {
    const { exchange, coordinator } = await funded({ exchangeDeadline: addDays(TRANSFER, 100), relinquishedValue: '1249999.99' });
    for (let count = 0; count < 5; count++) {
      const identified = { role: ExchangePropertyRole.IDENTIFIED, identifiedAt: new Date('2026-04-01T12:00:00Z') };
      await service.valuation(await service.property(exchange, identified), { amount: '500000.00' });
    }
    const reasonOn = async (day: number) => {
      onDay(day);
      const { state, verdict } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
      return `${state} ${verdict.reason}`;
    };
    expect(await reasonOn(46)).toBe('DENIED PENDING_95');
    expect(await reasonOn(100)).toBe('DENIED PENDING_95');
    expect(await reasonOn(101)).toBe('REQUESTED EXCHANGE_PERIOD_OVER');
  });

  it('is paid once two people have authorised it, one of each side, with its entry in the ledger', async () => {
    const { exchange, coordinator, client } = await funded();
    const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
    expect(codeOf(await pay(coordinator, id))).toBe('CONFLICT');
    expect((await authorise(client, { id, side: 'TAXPAYER' })).data.authoriseFundRelease).toMatchObject({
      state: 'REQUESTED',
      authorisations: [{ side: 'TAXPAYER', verdict: { decision: 'ALLOW' }, authorisedBy: { id: client.contactId } }],
    });
    expect(codeOf(await pay(coordinator, id))).toBe('CONFLICT');
    expect((await authorise(coordinator, { id, side: 'FACILITATOR' })).data.authoriseFundRelease).toMatchObject({ state: 'AUTHORISED' });
    expect(codeOf(await pay(client, id))).toBe('FORBIDDEN');
    expect((await pay(coordinator, id)).data.payFundRelease).toEqual({
      state: 'PAID',
      paidOn: '2026-04-16',
      paidVerdict: { reason: 'NOTHING_IDENTIFIED' },
    });
    expect(codeOf(await pay(coordinator, id))).toBe('CONFLICT');
    expect(codeOf(await cancel(coordinator, id))).toBe('CONFLICT');
    const [entry] = await service.given((db) => db.query('SELECT debit, balance_after FROM fund_entries WHERE release_id = $1', [id]));
    expect(entry).toEqual({ debit: '600.00', balance_after: '400.00' });
    const events = await service.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]),
    );
    // Nobody else may read of the money, and so nobody else is told.
    const participants = [coordinator, client].map(({ contactId }) => contactId).sort();
    expect(events).toMatchObject([
      { type: 'fund_release.created', payload: { participants } },
      { type: 'fund_release.authorised', payload: { participants } },
      { type: 'fund_release.paid', payload: { participants } },
    ]);
  });

  it('is not authorised by one person in two roles', async () => {
    const { exchange, coordinator } = await funded();
    await service.participant(exchange, coordinator, ParticipantRole.CLIENT);
    const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
    expect((await authorise(coordinator, { id, side: 'FACILITATOR' })).errors).toBeUndefined();
    const second = await authorise(coordinator, { id, side: 'TAXPAYER' });
    expect(second.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', rule: 'TWO_DISTINCT_AUTHORISERS' });
    expect(codeOf(await authorise(aViewer('ADMIN'), { id, side: 'FACILITATOR' }))).toBe('CONFLICT');
  });

  it('is authorised by nobody else for a side', async () => {
    const { exchange, coordinator, client, agency, thirdParty } = await funded();
    const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
    const looker = aViewer('CLIENT');
    await service.participant(exchange, looker, ParticipantRole.CLIENT, { permissions: [ParticipantPermission.VIEW] });
    expect(codeOf(await authorise(client, { id, side: 'FACILITATOR' }))).toBe('FORBIDDEN');
    for (const other of [coordinator, aViewer('ADMIN'), looker])
      expect(codeOf(await authorise(other, { id, side: 'TAXPAYER' }))).toBe('FORBIDDEN');
    for (const hidden of [agency, thirdParty, aViewer('CLIENT')])
      expect(codeOf(await authorise(hidden, { id, side: 'TAXPAYER' }))).toBe('NOT_FOUND');
  });

  it('is judged anew at each signature and at the payment', async () => {
    const { exchange, coordinator, client } = await funded();
    const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
    await authorise(client, { id, side: 'TAXPAYER' });
    onDay(45);
    expect((await authorise(coordinator, { id, side: 'FACILITATOR' })).errors?.[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'IDENTIFICATION_PERIOD',
      citation: '26 CFR 1.1031(k)-1(g)(6)(i)',
    });
    onDay(46);
    await authorise(coordinator, { id, side: 'FACILITATOR' });
    await service.property(exchange, { role: ExchangePropertyRole.IDENTIFIED, identifiedAt: new Date('2026-04-01T12:00:00Z') });
    expect((await pay(coordinator, id)).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'IDENTIFIED_NOT_RECEIVED' });
    expect((await cancel(coordinator, id)).data.cancelFundRelease).toEqual({ state: 'CANCELLED' });
  });

  it('leaves no account below zero, whoever is first', async () => {
    const { exchange, coordinator, client } = await funded();
    const ids: string[] = [];
    for (let count = 0; count < 2; count++) {
      const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
      await authorise(client, { id, side: 'TAXPAYER' });
      await authorise(coordinator, { id, side: 'FACILITATOR' });
      ids.push(id);
    }
    const codes = (await Promise.all(ids.map((id) => pay(coordinator, id)))).map(codeOf);
    expect(codes.sort()).toEqual(['CONFLICT', undefined]);
    const over = await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id, amount: '400.01' });
    expect(over.errors?.[0]?.extensions?.fields).toEqual({ 'input.amount': 'must not be more than the account holds, 400.00' });
  });

  it('buys property that is identified, pays listed costs, and gives the taxpayer neither', async () => {
    const { exchange, coordinator } = await funded();
    const [house] = [
      await service.property(exchange, { role: ExchangePropertyRole.IDENTIFIED, identifiedAt: new Date('2026-04-01T12:00:00Z') }),
    ];
    const late = await service.property(exchange, {
      role: ExchangePropertyRole.IDENTIFIED,
      identifiedAt: new Date('2026-04-16T12:00:00Z'),
    });
    const given = await service.property(exchange);
    const add = call('addTaxpayerIdentity', 'AddTaxpayerIdentityInput', '{ id }');
    await add(coordinator, { exchangeId: exchange.id, side: 'RELINQUISHED', vesting: 'Ann  B. Miller', form: 'INDIVIDUAL' });
    const reason = async (input: object) => {
      const answer = await ask(coordinator, { exchangeId: exchange.id, amount: '10', payee: 'Oak Title', ...input });
      return answer.data.createFundRelease?.verdict.reason ?? Object.keys(answer.errors?.[0]?.extensions?.fields as object).join();
    };
    const buy = (exchangePropertyId: string) => ({ purpose: 'PROPERTY_PURCHASE', exchangePropertyId });
    expect(await reason(buy(house.id))).toBe('PROPERTY_PURCHASE');
    expect(await reason(buy(late.id))).toBe('NOT_IDENTIFIED');
    expect(await reason({ ...buy(house.id), payee: 'ANN B MILLER' })).toBe('PAYEE_IS_TAXPAYER');
    expect(await reason(buy(given.id))).toBe('input.exchangePropertyId');
    const cost = { purpose: 'TRANSACTION_COST', costKind: 'COMMISSION', onClosingStatement: true };
    expect(await reason(cost)).toBe('LISTED_COST');
    expect(await reason({ ...cost, onClosingStatement: false })).toBe('NOT_ON_CLOSING_STATEMENT');
    expect(await reason({ purpose: 'TRANSACTION_COST' })).toBe('input.costKind');
    const contingency = { occurredOn: '2026-04-16', description: 'Flood', relatesToExchange: true, isInWriting: true, beyondControl: true };
    expect(await reason({ purpose: 'TO_TAXPAYER', contingency })).toBe('MATERIAL_CONTINGENCY');
  });

  it('waits while nobody knows whose rights were taken back', async () => {
    const { exchange, coordinator, client } = await funded();
    const { id } = (await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id })).data.createFundRelease;
    service.revocations.lose();
    const codes = [
      await ask(coordinator, { ...TO_TAXPAYER, exchangeId: exchange.id }),
      await authorise(client, { id, side: 'TAXPAYER' }),
      await pay(coordinator, id),
    ].map(codeOf);
    service.revocations.confirm(0);
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
    expect((await authorise(client, { id, side: 'TAXPAYER' })).errors).toBeUndefined();
  });
});
