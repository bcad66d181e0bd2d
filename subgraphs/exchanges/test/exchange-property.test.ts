import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterEach(() => service.setClock(TEST_NOW));
afterAll(() => service.stop());

const ADD =
  'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id version role description percentInterest identifiedAt property { id } exchange { id } incidentalTo { id } } }';
const UPDATE =
  'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { id version role description receivedOn revokedAt incidentalTo { id } } }';
const { IDENTIFIED, RELINQUISHED } = ExchangePropertyRole;

describe('properties of exchanges', () => {
  it('are shown to whoever takes part, and to nobody else', async () => {
    const { exchange, client } = await service.staffed();
    const { id } = await service.property(exchange, { propertyId: randomUUID() });
    const query =
      'query ($id: ID!, $refs: [_Any!]!) { exchangeProperty(id: $id) { id } _entities(representations: $refs) { ... on ExchangeProperty { role } } exchangeProperties { totalCount } }';
    const variables = { id, refs: [{ __typename: 'ExchangeProperty', id }] };
    expect((await service.ask(client, query, variables)).data).toEqual({
      exchangeProperty: { id },
      _entities: [{ role: 'RELINQUISHED' }],
      exchangeProperties: { totalCount: 1 },
    });
    expect((await service.ask(aViewer('SUPPORT'), query, variables)).data).toEqual({
      exchangeProperty: null,
      _entities: [null],
      exchangeProperties: { totalCount: 0 },
    });
  });

  it('are added with or without a property of the platform, and recorded', async () => {
    service.setClock('2026-04-01T12:00:00Z'); // within 45 days of the transfer, or identifications were frozen
    const { exchange, coordinator } = await service.staffed();
    const add = async (input: object) =>
      (await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, ...input } })).data.addExchangeProperty;
    const propertyId = randomUUID();
    expect(await add({ propertyId, role: 'RELINQUISHED', description: '1 Main St', transferredOn: '2026-03-01' })).toMatchObject({
      version: 1,
      property: { id: propertyId },
      percentInterest: '100.000000',
      exchange: { id: exchange.id },
    });
    const unknown = await add({
      role: 'IDENTIFIED',
      description: 'Lot 12, Block C',
      identifiedAt: '2026-03-20T17:00:00.000Z',
      percentInterest: '33.333333',
    });
    expect(unknown).toMatchObject({ property: null, identifiedAt: '2026-03-20T17:00:00.000Z', percentInterest: '33.333333' });
    expect(await add({ role: 'IDENTIFIED', description: 'Furniture of lot 12', incidentalToId: unknown.id })).toMatchObject({
      incidentalTo: { id: unknown.id },
    });
    const [event] = await service.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [unknown.id]));
    expect(event).toMatchObject({
      type: 'exchange_property.created',
      payload: { exchangeId: exchange.id, new: { description: 'Lot 12, Block C' } },
    });
    const early = {
      exchangeId: exchange.id,
      role: 'IDENTIFIED',
      description: 'x',
      identifiedAt: '2026-04-01T12:00:01Z',
      receivedOn: '2026-04-02',
    };
    const refused = await service.ask(coordinator, ADD, { input: { ...early, revokedAt: '2026-04-02T00:00:00Z' } });
    expect(refused.errors?.[0]?.extensions?.fields).toEqual(
      Object.fromEntries(['receivedOn', 'identifiedAt', 'revokedAt'].map((name) => [`input.${name}`, 'must not be in the future'])),
    );
    service.setClock(TEST_NOW);
  });

  it('are edited, and an edit of an old version is refused', async () => {
    const { exchange, coordinator } = await service.staffed();
    const { id } = await service.property(exchange, { role: IDENTIFIED, identifiedAt: new Date('2026-03-20T17:00:00Z') });
    const received = await service.ask(coordinator, UPDATE, { input: { id, version: 1, role: 'REPLACEMENT', receivedOn: '2026-05-01' } });
    expect(received.data.updateExchangeProperty).toMatchObject({ version: 2, role: 'REPLACEMENT', receivedOn: '2026-05-01' });
    const stale = await service.ask(coordinator, UPDATE, { input: { id, version: 1, description: 'Late' } });
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    const [event] = await service.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [id]));
    expect(event).toMatchObject({
      type: 'exchange_property.updated',
      payload: { old: { role: 'IDENTIFIED' }, new: { role: 'REPLACEMENT' } },
    });
  });

  it('are written by the exchange’s coordinators and administrators alone', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    const { id } = await service.property(exchange);
    const codes = async (viewer: typeof client) => [
      (await service.ask(viewer, ADD, { input: { exchangeId: exchange.id, role: 'IDENTIFIED', description: 'x' } })).errors?.[0]?.extensions
        ?.code,
      (await service.ask(viewer, UPDATE, { input: { id, description: 'y' } })).errors?.[0]?.extensions?.code,
    ];
    for (const viewer of [coordinator, aViewer('ADMIN')]) expect(await codes(viewer)).toEqual([undefined, undefined]);
    for (const viewer of [client, thirdParty, agency]) expect(await codes(viewer)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await codes(aViewer('COORDINATOR'))).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });

  it('name every argument that breaks a rule', async () => {
    const { exchange, coordinator } = await service.staffed();
    const faults = async (query: string, input: object) =>
      Object.keys((await service.ask(coordinator, query, { input })).errors?.[0]?.extensions?.fields as object).sort();
    expect(
      await faults(ADD, {
        exchangeId: exchange.id,
        role: 'RELINQUISHED',
        description: ' ',
        propertyId: 'x',
        percentInterest: '100.000001',
        receivedOn: '2026-03-01',
        transferredOn: '1889-01-01',
        revokedAt: '2026-03-01T00:00:00Z',
        incidentalToId: randomUUID(),
      }),
    ).toEqual(
      ['description', 'incidentalToId', 'percentInterest', 'propertyId', 'receivedOn', 'revokedAt', 'transferredOn'].map(
        (name) => `input.${name}`,
      ),
    );
    const { id } = await service.property(exchange, { transferredOn: '2026-03-01' });
    expect(await faults(UPDATE, { id, role: 'IDENTIFIED', description: null, percentInterest: null })).toEqual([
      'input.description',
      'input.percentInterest',
      'input.transferredOn',
    ]);
  });

  it('are incidental to another one of the same exchange, and to none that is incidental itself', async () => {
    const { exchange, coordinator } = await service.staffed();
    const larger = await service.property(exchange);
    const small = await service.property(exchange, { incidentalToId: larger.id });
    const elsewhere = await service.property(await service.exchange());
    const [first, second] = [await service.property(exchange, { role: RELINQUISHED }), await service.property(exchange)];
    const code = async (id: string, incidentalToId: string) =>
      (await service.ask(coordinator, UPDATE, { input: { id, incidentalToId } })).errors?.[0]?.extensions?.code;
    expect(await code(first.id, larger.id)).toBeUndefined();
    for (const target of [second.id, small.id, elsewhere.id]) expect(await code(second.id, target)).toBe('BAD_USER_INPUT');
  });
});
