import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
let before: number;
beforeAll(async () => {
  service = await startTestExchanges();
});
beforeEach(() => {
  before = service.others.questions.length;
});
afterAll(() => service.stop());

const OPEN = 'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }';
const PART = 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id } }';
const ADD = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }';
const EDIT = 'mutation ($input: UpdateExchangePropertyInput!) { updateExchangeProperty(input: $input) { property { id } } }';
const fieldsOf = ({ errors }: Awaited<ReturnType<TestExchanges['ask']>>) => errors?.[0]?.extensions?.fields;
const asked = () => service.others.questions.slice(before);
const gone = (type: 'Contact' | 'Property') => {
  const id = randomUUID();
  service.others.hide(type, id);
  return id;
};

describe('what exchanges refer to', () => {
  it('are contacts that crm knows: client and coordinator, the opener itself unasked', async () => {
    const coordinator = aViewer('COORDINATOR');
    const clientContactId = randomUUID();
    expect((await service.ask(coordinator, OPEN, { input: { name: 'A', clientContactId } })).errors).toBeUndefined();
    expect(asked()).toEqual([{ service: 'crm', type: 'Contact', ids: [clientContactId], userId: coordinator.userId }]);
    const input = { name: 'A', clientContactId: gone('Contact'), coordinatorContactId: gone('Contact') };
    expect(fieldsOf(await service.ask(aViewer('ADMIN'), OPEN, { input }))).toEqual({
      'input.clientContactId': 'must be a Contact that you may see',
      'input.coordinatorContactId': 'must be a Contact that you may see',
    });
  });

  it('are contacts that crm knows: participants', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const add = (contactId: string, as = coordinator) =>
      service.ask(as, PART, { input: { exchangeId: exchange.id, contactId, role: 'AGENCY' } });
    expect((await add(randomUUID())).errors).toBeUndefined();
    expect(fieldsOf(await add(gone('Contact')))).toEqual({ 'input.contactId': 'must be a Contact that you may see' });
    const questions = asked().length;
    expect((await add(randomUUID(), client)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(asked()).toHaveLength(questions);
  });

  it('are properties that crm knows, asked for with who takes part, and only when they change', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    await service.participant(exchange, aViewer('AGENCY'), 'AGENCY' as never, { isActive: false });
    const [propertyId, other] = [randomUUID(), randomUUID()];
    const role = ExchangePropertyRole.IDENTIFIED;
    const added = await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, role, description: 'Lot 1', propertyId } });
    expect(added.errors).toBeUndefined();
    const [question] = asked();
    expect(question).toMatchObject({ service: 'crm', type: 'Property', ids: [propertyId], userId: coordinator.userId });
    expect(question?.ownedBy?.toSorted()).toEqual([coordinator, client, thirdParty, agency].map(({ contactId }) => contactId).sort());
    const edit = (changes: object) => service.ask(coordinator, EDIT, { input: { id: added.data.addExchangeProperty.id, ...changes } });
    for (const changes of [{ description: 'Lot 2' }, { propertyId: propertyId.toUpperCase() }, { propertyId: null }])
      expect((await edit(changes)).errors).toBeUndefined();
    expect(asked()).toHaveLength(1);
    expect((await edit({ propertyId: other })).data.updateExchangeProperty.property).toEqual({ id: other });
    expect(asked()).toHaveLength(2);
    expect(fieldsOf(await edit({ propertyId: gone('Property') }))).toEqual({ 'input.propertyId': 'must be a Property that you may see' });
  });

  it('costs the write while crm does not answer', async () => {
    const alone = await startTestExchanges();
    await alone.others.takeDown('crm');
    const { exchange, coordinator } = await alone.staffed();
    const contactId = randomUUID();
    const { data, errors } = await alone.ask(coordinator, PART, { input: { exchangeId: exchange.id, contactId, role: 'AGENCY' } });
    expect([data, errors?.[0]?.extensions?.code]).toEqual([{ addExchangeParticipant: null }, 'UNAVAILABLE']);
    expect(await alone.given((db) => db.query('SELECT FROM exchange_participants WHERE contact_id = $1', [contactId]))).toEqual([]);
    await alone.stop();
  });
});
