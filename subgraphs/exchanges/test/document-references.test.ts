import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const ADD = 'mutation ($input: AddPropertyValuationInput!) { addPropertyValuation(input: $input) { id document { id } } }';
const EDIT = 'mutation ($input: UpdatePropertyValuationInput!) { updatePropertyValuation(input: $input) { document { id } } }';
const OVERRIDE = `mutation ($input: OverrideExchangeDeadlineInput!) { overrideExchangeDeadline(input: $input) {
  deadlines { kind override { citation document { id } } } } }`;
const gone = () => {
  const id = randomUUID();
  service.others.hide('Document', id);
  return id;
};
const asked = (from: number) => service.others.questions.slice(from).filter(({ type }) => type === 'Document');
const REFUSED = { 'input.documentId': expect.any(String) };

it('a value rests on a document of the exchange that one sees, asked for only when it changes', async () => {
  const { exchange, coordinator, client } = await service.staffed();
  const { id: exchangePropertyId } = await service.property(exchange);
  const [first, second] = [randomUUID(), randomUUID()];
  const from = service.others.questions.length;
  const input = { exchangePropertyId, purpose: 'TRANSFER', asOf: '2026-03-01', amount: '500000' };
  const added = (await service.ask(coordinator, ADD, { input: { ...input, documentId: first } })).data.addPropertyValuation;
  expect(added.document).toEqual({ id: first });
  expect(asked(from)).toEqual([expect.objectContaining({ service: 'documents', ids: [first], inExchange: exchange.id })]);
  const edit = (changes: object, as = coordinator) => service.ask(as, EDIT, { input: { id: added.id, ...changes } });
  await edit({ documentId: first, amount: '500001' });
  expect(asked(from)).toHaveLength(1);
  expect((await edit({ documentId: second })).data.updatePropertyValuation.document).toEqual({ id: second });
  expect((await edit({ documentId: gone() })).errors?.[0]?.extensions?.fields).toEqual(REFUSED);
  expect((await edit({ documentId: first }, client)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect((await edit({ documentId: null })).data.updatePropertyValuation.document).toBeNull();
  expect((await service.ask(coordinator, ADD, { input: { ...input, documentId: gone() } })).errors?.[0]?.extensions?.fields).toEqual(
    REFUSED,
  );
});

it('an override of deadlines rests on a document of the exchange, which its coordinators alone are shown', async () => {
  const { exchange, coordinator, client } = await service.staffed();
  const update = 'mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { id } }';
  await service.ask(coordinator, update, { input: { id: exchange.id, transferDate: '2026-10-31' } });
  const input = { id: exchange.id, citation: 'Notice 2026-1', reason: 'Fire', exchangeOn: '2027-08-13' };
  const refused = await service.ask(coordinator, OVERRIDE, { input: { ...input, documentId: gone() } });
  expect(refused.errors?.[0]?.extensions?.fields).toEqual(REFUSED);
  const documentId = randomUUID();
  const { data } = await service.ask(coordinator, OVERRIDE, { input: { ...input, documentId } });
  const override = { citation: 'Notice 2026-1', document: { id: documentId } };
  expect(data.overrideExchangeDeadline.deadlines).toContainEqual({ kind: 'EXCHANGE', override });
  const query = 'query ($id: ID!) { exchange(id: $id) { deadlines { override { document { id } } } } }';
  const { deadlines } = (await service.ask(client, query, { id: exchange.id })).data.exchange;
  expect(deadlines.every((one: { override: unknown }) => one.override === null)).toBe(true);
});
