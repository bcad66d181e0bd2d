import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { addDays } from '../src/exchange/exchange.civil-date';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { type Staffed, startTestExchanges, type TestExchanges } from './exchanges.factory';

/** Day 45 is 2026-04-15 and day 180 is 2026-08-28. */
const TRANSFER = '2026-03-01';
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

/** Noon in Los Angeles. */
const onThe = (day: string) => service.setClock(`${day}T19:00:00Z`);
const onDay = (count: number) => onThe(addDays(TRANSFER, count));
const call = async (as: Viewer, field: string, input: object, selection = '{ id }') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await service.ask(as, `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, { input });
  expect(errors).toBeUndefined();
  return data[field];
};
let accounts = 0;

/** An exchange that gave something up on day 0 by its own mutations, with a thousand dollars in its account. */
async function begun(values: object = {}): Promise<Staffed> {
  onDay(10);
  const staffed = await service.staffed({ relinquishedValue: '500000.00' });
  const { coordinator, exchange } = staffed;
  const exchangeId = exchange.id;
  await call(coordinator, 'updateExchange', { id: exchangeId, transferDate: TRANSFER, filerType: 'INDIVIDUAL', ...values });
  accounts += 1;
  const account = { arrangement: 'QUALIFIED_INTERMEDIARY', holder: 'Peak QI', institution: 'First Bank', openedOn: TRANSFER };
  await call(coordinator, 'createFundAccount', { ...account, exchangeId, subAccount: `Gate ${'a'.repeat(accounts)}` });
  const proceeds = { kind: 'PROCEEDS', amount: '1000', occurredOn: TRANSFER, memo: 'Closing' };
  await call(coordinator, 'addFundEntry', { ...proceeds, exchangeId });
  return staffed;
}
const request = ({ coordinator, exchange }: Staffed, more: object = {}) => {
  const input = { exchangeId: exchange.id, amount: '100', payee: 'Ann Miller', purpose: 'TO_TAXPAYER', ...more };
  return call(coordinator, 'createFundRelease', input, '{ id state verdict { decision reason arithmetic citation } }');
};
const verdict = async (staffed: Staffed) => {
  const { verdict: reached } = await request(staffed);
  return `${reached.decision} ${reached.reason}`;
};
const identify = async ({ coordinator, exchange }: Staffed, count: number): Promise<string[]> => {
  const items = Array.from({ length: count }, (_, index) => ({ description: `${index + 1} Oak Street, Austin, TX 78701` }));
  const recipient = { recipientName: 'Cascade Exchange Services', capacity: 'INTERMEDIARY' };
  const input = { exchangeId: exchange.id, ...recipient, items };
  const { items: named, verdict: reached } = await call(
    coordinator,
    'serveIdentificationNotice',
    input,
    '{ verdict items { exchangeProperty { id } } }',
  );
  expect(reached).toBe('ACCEPTED');
  return named.map((one: { exchangeProperty: { id: string } }) => one.exchangeProperty.id);
};
const value = ({ coordinator }: Staffed, exchangePropertyId: string, amount: string) =>
  call(coordinator, 'addPropertyValuation', { exchangePropertyId, purpose: 'END_OF_IDENTIFICATION', asOf: '2026-04-15', amount });

describe('money asked for by the taxpayer', () => {
  it('is denied on day 30 and day 45 and allowed on day 46, with nothing identified', async () => {
    const staffed = await begun();
    onDay(30);
    expect(await verdict(staffed)).toBe('DENY IDENTIFICATION_PERIOD');
    onDay(45);
    expect(await verdict(staffed)).toBe('DENY IDENTIFICATION_PERIOD');
    service.setClock('2026-04-16T06:59:59Z'); // the last second of day 45 in Los Angeles
    expect(await verdict(staffed)).toBe('DENY IDENTIFICATION_PERIOD');
    onDay(46);
    expect(await verdict(staffed)).toBe('ALLOW NOTHING_IDENTIFIED');
  });

  it('is denied on day 46 with five identified over 200 per cent, to the end of the exchange period', async () => {
    const staffed = await begun();
    const five = await identify(staffed, 5);
    onDay(46);
    expect(await verdict(staffed)).toBe('DENY VALUES_UNKNOWN');
    for (const id of five) await value(staffed, id, '200000.01');
    expect(await verdict(staffed)).toBe('DENY PENDING_95');
    const { data } = await service.ask(staffed.client, 'query ($id: ID!) { exchange(id: $id) { identification { verdict } } }', {
      id: staffed.exchange.id,
    });
    expect(data.exchange.identification.verdict).toBe('PENDING_95');
    onDay(180);
    expect(await verdict(staffed)).toBe('DENY PENDING_95');
    onDay(181);
    expect(await verdict(staffed)).toBe('ALLOW EXCHANGE_PERIOD_OVER');
  });

  it('is denied with five identified at 200 per cent and none received, as of any that are', async () => {
    const staffed = await begun();
    for (const id of await identify(staffed, 5)) await value(staffed, id, '200000.00');
    onDay(46);
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
  });

  it('is denied while one of two identified is not received, and allowed after day 45 once both are', async () => {
    const staffed = await begun();
    const [first, second] = await identify(staffed, 2);
    onDay(40);
    await call(staffed.coordinator, 'updateExchangeProperty', { id: first, receivedOn: addDays(TRANSFER, 40) });
    onDay(46);
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    await call(staffed.coordinator, 'updateExchangeProperty', { id: second, receivedOn: addDays(TRANSFER, 46) });
    expect(await verdict(staffed)).toBe('ALLOW ALL_RECEIVED');
  });

  it('is denied where everything identified was revoked in time: a notice was in force', async () => {
    const staffed = await begun();
    const [id] = await identify(staffed, 1);
    onDay(45);
    await call(staffed.coordinator, 'serveIdentificationNotice', {
      exchangeId: staffed.exchange.id,
      kind: 'REVOCATION',
      recipientName: 'Cascade Exchange Services',
      capacity: 'INTERMEDIARY',
      items: [{ exchangePropertyId: id }],
    });
    onDay(46);
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
  });

  it('is allowed the day after the return is due, where that is earlier than day 180', async () => {
    const staffed = await begun({ returnDueDate: '2026-07-15' });
    await identify(staffed, 1);
    onThe('2026-07-15');
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    onThe('2026-07-16');
    expect(await verdict(staffed)).toBe('ALLOW EXCHANGE_PERIOD_OVER');
  });

  it('is judged by the days that an override moves, in stages and verdicts as well, and by the computed ones once it is lifted', async () => {
    const staffed = await begun();
    const { exchange, coordinator } = staffed;
    const relief = { citation: 'Notice 2026-1', reason: 'Fire', identificationOn: '2026-05-15', exchangeOn: '2026-12-26' };
    await call(coordinator, 'overrideExchangeDeadline', { id: exchange.id, ...relief });
    onThe('2026-05-15');
    expect(await verdict(staffed)).toBe('DENY IDENTIFICATION_PERIOD');
    const [id] = await identify(staffed, 1);
    const read = async () =>
      (
        await service.ask(
          coordinator,
          `query ($id: ID!) { exchange(id: $id) { workflowStage identification { isProvisional identificationEnds exchangeEnds identified { id } } } }`,
          { id: exchange.id },
        )
      ).data.exchange;
    expect(await read()).toEqual({
      workflowStage: 'IDENTIFICATION',
      identification: { isProvisional: true, identificationEnds: '2026-05-15', exchangeEnds: '2026-12-26', identified: [{ id }] },
    });
    onThe('2026-12-26');
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    onThe('2026-12-27');
    const { verdict: reached } = await request(staffed);
    expect(reached).toMatchObject({ decision: 'ALLOW', reason: 'EXCHANGE_PERIOD_OVER', arithmetic: expect.stringContaining('2026-12-26') });
    onThe('2026-05-16');
    await call(coordinator, 'liftExchangeDeadlineOverride', { id: exchange.id, reason: 'The notice was withdrawn' });
    expect(await read()).toMatchObject({
      workflowStage: 'IDENTIFICATION_MISSED',
      identification: { isProvisional: false, identificationEnds: '2026-04-15', exchangeEnds: '2026-08-28', identified: [] },
    });
    expect(await verdict(staffed)).toBe('ALLOW NOTHING_IDENTIFIED');
  });

  it('is not released by one person who signs in two roles', async () => {
    const staffed = await begun();
    const { exchange, coordinator } = staffed;
    await service.participant(exchange, coordinator, ParticipantRole.CLIENT);
    onDay(46);
    const { id } = await request(staffed);
    const sign = 'mutation ($input: AuthoriseFundReleaseInput!) { authoriseFundRelease(input: $input) { state } }';
    expect((await service.ask(coordinator, sign, { input: { id, side: 'FACILITATOR' } })).data.authoriseFundRelease.state).toBe(
      'REQUESTED',
    );
    const again = await service.ask(coordinator, sign, { input: { id, side: 'TAXPAYER' } });
    expect(again.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', rule: 'TWO_DISTINCT_AUTHORISERS' });
    const paid = await service.ask(coordinator, 'mutation ($id: ID!) { payFundRelease(id: $id) { state } }', { id });
    expect(paid.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', state: 'REQUESTED' });
  });

  it('waits in a reverse exchange until the property that is parked is received, too', async () => {
    const staffed = await begun({ exchangeType: 'REVERSE', transferDate: null, parkingDate: TRANSFER });
    const { exchange, coordinator } = staffed;
    const add = { exchangeId: exchange.id, description: '1 Main St, Austin, TX 78701' };
    const { id: parked } = await call(coordinator, 'addExchangeProperty', { ...add, role: 'REPLACEMENT' });
    await call(coordinator, 'addExchangeProperty', { ...add, role: 'RELINQUISHED', transferredOn: addDays(TRANSFER, 5) });
    onDay(46);
    expect(await verdict(staffed)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    const buy = await request(staffed, { purpose: 'PROPERTY_PURCHASE', exchangePropertyId: parked, payee: 'Titleholder' });
    expect(buy.verdict.reason).toBe('PROPERTY_PURCHASE');
    await call(coordinator, 'updateExchangeProperty', { id: parked, receivedOn: addDays(TRANSFER, 46) });
    expect(await verdict(staffed)).toBe('ALLOW ALL_RECEIVED');
  });
});
