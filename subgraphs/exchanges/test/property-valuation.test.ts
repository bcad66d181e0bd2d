import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => new Date('2026-04-20T12:00:00Z') });
});
afterAll(() => service.stop());

const DATES = { transferDate: '2026-03-01', identificationDeadline: '2026-04-15', exchangeDeadline: '2026-08-28' };
const ADD = `mutation ($input: AddPropertyValuationInput!) { addPropertyValuation(input: $input) {
  id version purpose asOf amount source exchangeProperty { id valuations { edges { node { amount } } } } } }`;
const UPDATE = 'mutation ($input: UpdatePropertyValuationInput!) { updatePropertyValuation(input: $input) { version amount } }';
const DELETE = 'mutation ($id: ID!, $version: Int) { deletePropertyValuation(id: $id, version: $version) { id } }';
const fieldsOf = ({ errors }: Awaited<ReturnType<TestExchanges['ask']>>) =>
  Object.keys((errors?.[0]?.extensions?.fields ?? {}) as object).sort();
const eventsOf = (id: string) => service.given((db) => db.query('SELECT type FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('valuations', () => {
  it('are of the interest held, taken of the whole to the cent, and can be edited and deleted', async () => {
    const { exchange, coordinator, client } = await service.staffed(DATES);
    const third = await service.property(exchange, { role: ExchangePropertyRole.IDENTIFIED, percentInterest: '33.333333' });
    const input = { exchangePropertyId: third.id, purpose: 'END_OF_IDENTIFICATION', asOf: '2026-04-15', source: 'Appraisal' };
    const { data, errors } = await service.ask(coordinator, ADD, { input: { ...input, wholeAmount: '1000000.00' } });
    expect(errors).toBeUndefined();
    const added = data.addPropertyValuation;
    expect(added).toMatchObject({ version: 1, amount: '333333.33', source: 'Appraisal' });
    expect(added.exchangeProperty).toEqual({ id: third.id, valuations: { edges: [{ node: { amount: '333333.33' } }] } });
    const update = (changes: object) => service.ask(coordinator, UPDATE, { input: { id: added.id, ...changes } });
    expect((await update({ version: 1, amount: '9999999999999.99' })).data.updatePropertyValuation).toEqual({
      version: 2,
      amount: '9999999999999.99',
    });
    expect((await update({ version: 1, amount: '1' })).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect((await service.ask(client, DELETE, { id: added.id })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await service.ask(coordinator, DELETE, { id: added.id, version: 2 })).errors).toBeUndefined();
    expect((await eventsOf(added.id)).map(({ type }: { type: string }) => type)).toEqual(
      ['created', 'updated', 'deleted'].map((verb) => `property_valuation.${verb}`),
    );
  });

  it('name every argument that breaks a rule', async () => {
    const { exchange, coordinator } = await service.staffed(DATES);
    const givenUp = await service.property(exchange, { transferredOn: '2026-03-01' });
    const add = (input: object) =>
      service.ask(coordinator, ADD, { input: { exchangePropertyId: givenUp.id, purpose: 'TRANSFER', asOf: '2026-03-01', ...input } });
    expect(fieldsOf(await add({}))).toEqual(['input.amount']);
    expect(fieldsOf(await add({ amount: '1', wholeAmount: '1' }))).toEqual(['input.wholeAmount']);
    expect(fieldsOf(await add({ amount: '-1', source: ' ', asOf: '2026-03-02' }))).toEqual(['input.amount', 'input.asOf', 'input.source']);
    expect(fieldsOf(await add({ amount: '1.001', purpose: 'RECEIPT' }))).toEqual(['input.amount', 'input.purpose']);
    expect(fieldsOf(await add({ amount: '1', purpose: 'END_OF_IDENTIFICATION', asOf: '2026-04-16' }))).toEqual(['input.asOf']);
    const valuation = await service.valuation(givenUp);
    const update = await service.ask(coordinator, UPDATE, { input: { id: valuation.id, amount: null, purpose: 'RECEIPT' } });
    expect(fieldsOf(update)).toEqual(['input.amount', 'input.purpose']);
  });

  it('change the verdict, which is put on record each time that it does', async () => {
    const { exchange, coordinator } = await service.staffed({ ...DATES, relinquishedValue: '500000' });
    const identifiedAt = new Date('2026-03-20T12:00:00Z');
    const four = await Promise.all(
      [1, 2, 3, 4].map(() => service.property(exchange, { role: ExchangePropertyRole.IDENTIFIED, identifiedAt })),
    );
    const value = async (exchangePropertyId: string, amount: string) =>
      (await service.ask(coordinator, ADD, { input: { exchangePropertyId, purpose: 'END_OF_IDENTIFICATION', asOf: '2026-04-15', amount } }))
        .data.addPropertyValuation.id;
    const ids: string[] = [];
    for (const { id } of four) ids.push(await value(id, '250000.00'));
    const history = async () => {
      const { data } = await service.ask(coordinator, 'query ($id: ID!) { exchange(id: $id) { identificationHistory { verdict } } }', {
        id: exchange.id,
      });
      return data.exchange.identificationHistory.map(({ verdict }: { verdict: string }) => verdict);
    };
    expect(await history()).toEqual(['OK', 'UNDECIDED', 'UNDECIDED', 'UNDECIDED']);
    await service.ask(coordinator, UPDATE, { input: { id: ids[0], amount: '250000.01' } });
    expect((await history())[0]).toBe('PENDING_95');
    await service.ask(coordinator, DELETE, { id: ids[0] });
    expect((await history())[0]).toBe('UNDECIDED');
  });
});
