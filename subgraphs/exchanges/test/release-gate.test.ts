import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '../src/exchange/exchange.civil-date';
import { type Exchange, ExchangeType } from '../src/exchange/exchange.entity';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { ValuationPurpose } from '../src/property-valuation/property-valuation.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { callWith, fundRows } from './funds.factory';

const BEGIN = '2026-03-01';
const day = (count: number) => addDays(BEGIN, count);
const { IDENTIFIED, RELINQUISHED, REPLACEMENT } = ExchangePropertyRole;
const IN_TIME = new Date('2026-04-01T12:00:00Z');

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

/** An exchange with money, and what the gate says of a release on a day. */
async function asking(values: Partial<Exchange> = {}) {
  const dates = { transferDate: BEGIN, identificationDeadline: day(45), exchangeDeadline: day(180) };
  const staffed = await service.staffed({ ...dates, ...values });
  const rows = fundRows(service);
  await rows.entry(await rows.account(staffed.exchange));
  const create = callWith(service, 'createFundRelease', 'CreateFundReleaseInput', '{ verdict { decision reason } }');
  const reasonOn = async (count: number, input: object = { purpose: 'TO_TAXPAYER' }) => {
    service.setClock(`${day(count)}T19:00:00Z`);
    const asked = { exchangeId: staffed.exchange.id, amount: '10.00', payee: 'Oak Title', ...input };
    const { data, errors } = await create(staffed.coordinator, asked);
    expect(errors).toBeUndefined();
    const { decision, reason } = data.createFundRelease.verdict;
    return `${decision} ${reason}`;
  };
  return { ...staffed, reasonOn };
}
const buying = ({ id }: { id: string }) => ({ purpose: 'PROPERTY_PURCHASE', exchangePropertyId: id });

describe('the gate and the identification', () => {
  it('agree on five properties over 200 %: shut from day 46 until the period ends, while not all is received', async () => {
    const { exchange, reasonOn } = await asking({ relinquishedValue: '500000.00' });
    for (let count = 0; count < 5; count++) {
      const one = await service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME });
      await service.valuation(one, { amount: '200000.01' });
    }
    expect([await reasonOn(46), await reasonOn(180), await reasonOn(181)]).toEqual([
      'DENY PENDING_95',
      'DENY PENDING_95',
      'ALLOW EXCHANGE_PERIOD_OVER',
    ]);
  });

  it('agree on more than three within 200 %: it opens once all of them are received', async () => {
    const { exchange, reasonOn } = await asking({ relinquishedValue: '500000.00' });
    const four = [];
    for (let count = 0; count < 4; count++) {
      const one = await service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME });
      await service.valuation(one, { amount: '250000.00' });
      four.push(one);
    }
    const receive = (ids: string[]) =>
      service.given((db) => db.query('UPDATE exchange_properties SET received_on = $2 WHERE id = ANY ($1)', [ids, day(60)]));
    const ids = four.map(({ id }) => id);
    await receive(ids.slice(1));
    expect(await reasonOn(90)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    await receive(ids);
    expect(await reasonOn(59)).toBe('DENY IDENTIFIED_NOT_RECEIVED'); // what is to be received has not been
    expect(await reasonOn(60)).toBe('ALLOW ALL_RECEIVED');
  });

  it('agree on property called incidental that is worth more than 15 % of the larger one', async () => {
    const { exchange, reasonOn } = await asking({ relinquishedValue: '100000.00' });
    const [larger] = await Promise.all([1, 2, 3].map(() => service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME })));
    const small = await service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME, incidentalToId: larger?.id });
    if (larger) await service.valuation(larger, { amount: '300000.00', purpose: ValuationPurpose.END_OF_IDENTIFICATION });
    await service.valuation(small, { amount: '45000.00' });
    expect(await reasonOn(46)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    await service.valuation(small, { amount: '45000.01' });
    expect(await reasonOn(46)).toBe('DENY PENDING_95');
  });

  it('buys what is parked in a reverse exchange on any day of it, and pays the taxpayer when both sides have closed', async () => {
    const reverse = { exchangeType: ExchangeType.REVERSE, transferDate: null, parkingDate: BEGIN };
    const { exchange, reasonOn } = await asking(reverse);
    const house = await service.property(exchange, { role: REPLACEMENT });
    const old = await service.property(exchange, { role: RELINQUISHED, identifiedAt: IN_TIME });
    expect([await reasonOn(100, buying(house)), await reasonOn(181, buying(house))]).toEqual([
      'ALLOW PROPERTY_PURCHASE',
      'DENY EXCHANGE_PERIOD_OVER',
    ]);
    expect(await reasonOn(100)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    await service.given((db) => db.query('UPDATE exchange_properties SET transferred_on = $2 WHERE id = $1', [old.id, day(90)]));
    expect(await reasonOn(100)).toBe('DENY IDENTIFIED_NOT_RECEIVED'); // the taxpayer is still to have the house
    await service.given((db) => db.query('UPDATE exchange_properties SET received_on = $2 WHERE id = $1', [house.id, day(95)]));
    expect(await reasonOn(100)).toBe('ALLOW ALL_RECEIVED');
  });

  it('keeps the money of a parked improvement, of which no notice tells, until what is improved is received', async () => {
    const { exchange, reasonOn } = await asking({ exchangeType: ExchangeType.IMPROVEMENT, parkingDate: BEGIN });
    const site = await service.property(exchange, { role: REPLACEMENT });
    expect([await reasonOn(46), await reasonOn(100, buying(site))]).toEqual(['DENY IDENTIFIED_NOT_RECEIVED', 'ALLOW PROPERTY_PURCHASE']);
    await service.given((db) => db.query('UPDATE exchange_properties SET received_on = $2 WHERE id = $1', [site.id, day(120)]));
    expect([await reasonOn(119), await reasonOn(120)]).toEqual(['DENY IDENTIFIED_NOT_RECEIVED', 'ALLOW ALL_RECEIVED']);
  });

  it('buys in a simultaneous exchange, which has no periods', async () => {
    const none = { identificationDeadline: null, exchangeDeadline: null };
    const { exchange, reasonOn } = await asking({ exchangeType: ExchangeType.SIMULTANEOUS, ...none });
    const house = await service.property(exchange, { role: REPLACEMENT });
    expect(await reasonOn(0, buying(house))).toBe('ALLOW PROPERTY_PURCHASE');
    expect(await reasonOn(300)).toBe('DENY NOT_ALL_RECEIVED');
    await service.given((db) => db.query('UPDATE exchange_properties SET received_on = $2 WHERE id = $1', [house.id, BEGIN]));
    expect(await reasonOn(0)).toBe('ALLOW ALL_RECEIVED');
  });
});
