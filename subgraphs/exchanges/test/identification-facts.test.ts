import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import { ExchangeType } from '../src/exchange/exchange.entity';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { identificationFacts } from '../src/identification/identification.facts';
import { PropertyValuation, ValuationPurpose } from '../src/property-valuation/property-valuation.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const { RELINQUISHED, IDENTIFIED, REPLACEMENT } = ExchangePropertyRole;
const DATES = { transferDate: '2026-03-01', identificationDeadline: '2026-04-15', exchangeDeadline: '2026-08-28' };
const IN_TIME = new Date('2026-04-16T06:59:59Z'); // the last second of day 45 in Los Angeles
const facts = (exchange: Awaited<ReturnType<TestExchanges['exchange']>>, today: string) =>
  service.given((db) => identificationFacts(db, exchange, today));
const value = (exchangePropertyId: string, values: DeepPartial<PropertyValuation>) =>
  service.given((db) => db.save(db.create(PropertyValuation, { exchangePropertyId, ...values })));

describe('the facts of an identification', () => {
  it('are nothing while nothing is identified or received', async () => {
    const exchange = await service.exchange(DATES);
    await service.property(exchange, { role: RELINQUISHED, transferredOn: '2026-03-01' });
    expect(await facts(exchange, '2026-04-16')).toEqual({
      verdict: 'NONE',
      identifiedIds: [],
      receivedIds: [],
      unlikeIds: [],
      wasNoticeEverInForce: false,
      allIdentifiedReceived: false,
      periodEnds: { identification: '2026-04-15', exchange: '2026-08-28' },
    });
  });

  it('say what was identified in time, in the zone of the exchange, and that it was received', async () => {
    const exchange = await service.exchange(DATES);
    const inTime = await service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME });
    await service.property(exchange, { role: IDENTIFIED, identifiedAt: new Date('2026-04-16T07:00:01Z') });
    expect(await facts(exchange, '2026-04-16')).toMatchObject({
      verdict: 'OK',
      identifiedIds: [inTime.id],
      allIdentifiedReceived: false,
      wasNoticeEverInForce: true,
    });
    await service.given((db) => db.update('ExchangeProperty', inTime.id, { role: REPLACEMENT, receivedOn: '2026-06-01' }));
    expect(await facts(exchange, '2026-06-01')).toMatchObject({ receivedIds: [inTime.id], allIdentifiedReceived: true });
    expect(await facts(exchange, '2026-05-31')).toMatchObject({ receivedIds: [], allIdentifiedReceived: false });
  });

  it('remember a notice whose property was revoked', async () => {
    const exchange = await service.exchange(DATES);
    await service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME, revokedAt: IN_TIME });
    expect(await facts(exchange, '2026-04-16')).toMatchObject({ verdict: 'NONE', identifiedIds: [], wasNoticeEverInForce: true });
  });

  it('weigh more than three by the latest values of the right days', async () => {
    const exchange = await service.exchange({ ...DATES, relinquishedValue: '500000.00' });
    const four = await Promise.all([1, 2, 3, 4].map(() => service.property(exchange, { role: IDENTIFIED, identifiedAt: IN_TIME })));
    const purpose = ValuationPurpose.END_OF_IDENTIFICATION;
    expect((await facts(exchange, '2026-04-16')).verdict).toBe('UNDECIDED');
    for (const { id } of four) {
      await value(id, { purpose, asOf: '2026-03-20', amount: '900000' });
      await value(id, { purpose, asOf: '2026-04-15', amount: '250000' });
      await value(id, { purpose, asOf: '2026-04-16', amount: '900000' });
    }
    expect((await facts(exchange, '2026-04-16')).verdict).toBe('OK');
    const givenUp = await service.property(exchange, { role: RELINQUISHED, transferredOn: '2026-03-01' });
    await value(givenUp.id, { purpose: ValuationPurpose.TRANSFER, asOf: '2026-03-01', amount: '499999.99' });
    expect((await facts(exchange, '2026-04-16')).verdict).toBe('PENDING_95');
  });

  it('are about what is going to be given up in a reverse exchange', async () => {
    const exchange = await service.exchange({
      ...DATES,
      exchangeType: ExchangeType.REVERSE,
      transferDate: null,
      parkingDate: '2026-03-01',
    });
    await service.property(exchange, { role: REPLACEMENT, receivedOn: '2026-03-01' });
    const old = await service.property(exchange, { role: RELINQUISHED, identifiedAt: IN_TIME, transferredOn: '2026-06-01' });
    expect(await facts(exchange, '2026-06-01')).toMatchObject({
      verdict: 'OK',
      identifiedIds: [old.id],
      receivedIds: [old.id],
      allIdentifiedReceived: true,
    });
  });
});
