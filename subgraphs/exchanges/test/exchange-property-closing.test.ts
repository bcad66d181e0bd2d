import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
let now: Date;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => now });
});
beforeEach(() => {
  now = new Date('2026-06-01T12:00:00Z');
});
afterAll(() => service.stop());

const { RELINQUISHED, IDENTIFIED } = ExchangePropertyRole;
const DATES = { transferDate: '2026-03-01', identificationDeadline: '2026-04-15', exchangeDeadline: '2026-08-28' };
const CLOSE = (field: string) => `mutation ($input: RecordClosingInput!) { ${field}(input: $input) {
  role transferredOn receivedOn version valuations { edges { node { purpose asOf amount source } } } } }`;
const UPDATE = 'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { identifiedAt revokedAt } }';
const ADD = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }';
type Answer = Awaited<ReturnType<TestExchanges['ask']>>;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const fieldsOf = ({ errors }: Answer) => Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();

describe('the closing of a property', () => {
  it('transfers what is given up, with what it was worth', async () => {
    const { exchange, coordinator } = await service.staffed(DATES);
    const house = await service.property(exchange, { role: RELINQUISHED });
    const close = (input: object) =>
      service.ask(coordinator, CLOSE('recordPropertyTransfer'), { input: { id: house.id, on: '2026-03-01', ...input } });
    expect((await close({ version: 1, amount: '500000.00', source: 'Closing statement' })).data.recordPropertyTransfer).toEqual({
      role: 'RELINQUISHED',
      transferredOn: '2026-03-01',
      receivedOn: null,
      version: 2,
      valuations: { edges: [{ node: { purpose: 'TRANSFER', asOf: '2026-03-01', amount: '500000.00', source: 'Closing statement' } }] },
    });
    expect(codeOf(await close({ version: 1 }))).toBe('CONFLICT');
    expect(fieldsOf(await close({ on: '2026-06-02', amount: '-1', source: '' }))).toEqual(['input.amount', 'input.on', 'input.source']);
    const bought = await service.property(exchange, { role: IDENTIFIED });
    expect(codeOf(await close({ id: bought.id }))).toBe('CONFLICT');
  });

  it('receives what was identified in time, or comes within the 45 days, and nothing else', async () => {
    const { exchange, coordinator } = await service.staffed(DATES);
    const receive = (id: string, on: string) =>
      service.ask(coordinator, CLOSE('recordPropertyReceipt'), { input: { id, on, amount: '1' } });
    const make = (values: object = {}) => service.property(exchange, { role: IDENTIFIED, ...values });
    const inTime = { identifiedAt: new Date('2026-04-16T06:59:59Z') };
    expect((await receive((await make(inTime)).id, '2026-05-31')).data.recordPropertyReceipt).toMatchObject({
      role: 'REPLACEMENT',
      receivedOn: '2026-05-31',
      valuations: { edges: [{ node: { purpose: 'RECEIPT', asOf: '2026-05-31', amount: '1.00' } }] },
    });
    expect(codeOf(await receive((await make()).id, '2026-04-15'))).toBeUndefined();
    expect(codeOf(await receive((await make()).id, '2026-04-16'))).toBe('CONFLICT');
    expect(codeOf(await receive((await make({ ...inTime, revokedAt: inTime.identifiedAt })).id, '2026-05-01'))).toBe('CONFLICT');
    expect(codeOf(await receive((await make({ identifiedAt: new Date('2026-04-16T07:00:01Z') })).id, '2026-05-01'))).toBe('CONFLICT');
    now = new Date('2026-09-30T12:00:00Z');
    expect(codeOf(await receive((await make(inTime)).id, '2026-08-28'))).toBeUndefined();
    expect(codeOf(await receive((await make(inTime)).id, '2026-08-29'))).toBe('CONFLICT');
    expect(codeOf(await receive((await service.property(exchange, { role: RELINQUISHED })).id, '2026-03-02'))).toBe('CONFLICT');
  });
});

describe('what is identified', () => {
  it('is frozen when the period is over, by its days alone', async () => {
    const { exchange, coordinator } = await service.staffed(DATES);
    const identifiedAt = '2026-03-20T12:00:00.000Z';
    const house = await service.property(exchange, { role: IDENTIFIED, identifiedAt: new Date(identifiedAt) });
    const update = (input: object) => service.ask(coordinator, UPDATE, { input: { id: house.id, ...input } });
    now = new Date('2026-04-16T06:59:59Z');
    expect(codeOf(await update({ identifiedAt, revokedAt: '2026-03-21T00:00:00Z' }))).toBeUndefined();
    now = new Date('2026-04-16T07:00:00Z');
    expect(fieldsOf(await update({ identifiedAt: '2026-03-21T12:00:00Z', revokedAt: null }))).toEqual([
      'input.identifiedAt',
      'input.revokedAt',
    ]);
    expect(codeOf(await update({ identifiedAt, revokedAt: '2026-03-21T00:00:00Z', description: 'Lot 12' }))).toBeUndefined();
    const added = await service.ask(coordinator, ADD, {
      input: { exchangeId: exchange.id, role: 'IDENTIFIED', description: 'Lot 1', identifiedAt },
    });
    expect(fieldsOf(added)).toEqual(['input.identifiedAt']);
  });

  it('is incidental up to 15 per cent of the larger property, all of it together', async () => {
    const { exchange, coordinator } = await service.staffed(DATES);
    const [larger, first, second] = await Promise.all([1, 2, 3].map(() => service.property(exchange, { role: IDENTIFIED })));
    for (const [one, amount] of [
      [larger, '1000000'],
      [first, '100000'],
      [second, '50000.01'],
    ] as const)
      if (one) await service.valuation(one, { amount });
    const attach = (id: string | undefined, to: string | undefined) =>
      service.ask(coordinator, UPDATE, { input: { id, incidentalToId: to } });
    expect(codeOf(await attach(first?.id, larger?.id))).toBeUndefined();
    expect(fieldsOf(await attach(second?.id, larger?.id))).toEqual(['input.incidentalToId']);
    expect(fieldsOf(await attach(larger?.id, second?.id))).toEqual(['input.incidentalToId']);
    await service.given((db) => db.update('PropertyValuation', { exchangePropertyId: second?.id }, { amount: '50000.00' }));
    expect(codeOf(await attach(second?.id, larger?.id))).toBeUndefined();
  });
});
