import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestStack, type TestStack } from './test-stack';

const OPEN = 'mutation ($input: CreateExchangeInput!) { createExchange(input: $input) { id } }';
const PART = 'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { contact { id } } }';
const PROPERTY = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }';
const DOCUMENT = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { property { id } } }';
const BUILD = 'mutation ($input: CreateBuildInput!) { createBuild(input: $input) { client { id name } } }';
const CONTACT = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';

describe('references between services', () => {
  let stack: TestStack;
  let tokens: Record<'ADMIN' | 'COORDINATOR' | 'CLIENT' | 'USER', string>;
  beforeAll(async () => {
    stack = await startTestStack();
    const entries = await Promise.all(
      (['ADMIN', 'COORDINATOR', 'CLIENT', 'USER'] as const).map(async (role) => [role, await stack.signIn(role)] as const),
    );
    tokens = Object.fromEntries(entries) as typeof tokens;
  }, 60_000);
  afterAll(() => stack.stop());

  const send = (by: keyof typeof tokens, query: string, input: object) => stack.ask(query, { input }, tokens[by]);
  const refusal = async (by: keyof typeof tokens, query: string, input: object) => {
    const { errors } = await send(by, query, input);
    return errors?.[0]?.extensions?.fields ?? errors?.[0]?.extensions?.code;
  };
  /** The id of a row of crm. */
  const row = async (sql: string) => (await stack.lookInto('crm', sql))[0]?.id as string;
  const registered = () => row('SELECT id FROM contacts WHERE owner_user_id IS NULL AND id NOT IN (SELECT contact_id FROM users) LIMIT 1');
  const anExchange = async () =>
    (await send('COORDINATOR', OPEN, { name: 'Oak for Elm', clientContactId: await contactOf('CLIENT') })).data;
  const contactOf = (role: string) => row(`SELECT contact_id AS id FROM users WHERE role = '${role}'`);
  const propertyOf = (role: string) =>
    row(`SELECT p.id FROM properties p JOIN users u ON u.id = p.user_id WHERE u.role = '${role}' ORDER BY p.created_at LIMIT 1`);

  it('let coordinators bring people of the registry into their exchanges, and nobody’s private contacts', async () => {
    const exchangeId = (await anExchange()).createExchange.id;
    const contactId = await registered();
    const part = { exchangeId, role: 'AGENCY' };
    expect((await send('COORDINATOR', PART, { ...part, contactId })).data.addExchangeParticipant.contact).toEqual({ id: contactId });
    const own = await send('COORDINATOR', CONTACT, { type: 'OTHER', email: `${randomUUID()}@example.com` });
    expect((await send('COORDINATOR', PART, { ...part, contactId: own.data.createContact.id })).errors).toBeUndefined();
    const theirs = await send('USER', CONTACT, { type: 'OTHER', email: `${randomUUID()}@example.com` });
    const rule = { 'input.contactId': 'must be a Contact that you may see' };
    for (const absent of [theirs.data.createContact.id, randomUUID()])
      expect(await refusal('COORDINATOR', PART, { ...part, contactId: absent })).toEqual(rule);
  });

  it('let coordinators name the properties of who takes part, and no others', async () => {
    const exchangeId = (await anExchange()).createExchange.id;
    const property = { exchangeId, role: 'RELINQUISHED', description: '1 Main St' };
    expect((await send('COORDINATOR', PROPERTY, { ...property, propertyId: await propertyOf('CLIENT') })).errors).toBeUndefined();
    const rule = { 'input.propertyId': 'must be a Property that you may see' };
    for (const propertyId of [await propertyOf('USER'), randomUUID(), await registered()])
      expect(await refusal('COORDINATOR', PROPERTY, { ...property, propertyId })).toEqual(rule);
  });

  it('refuse what was deleted, whatever this service still knows of it', async () => {
    const create = 'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }';
    const address = { line1: '1 Elm St', city: 'Austin', state: 'TX', zip: '78701' };
    const propertyId = (await send('CLIENT', create, { propertyType: 'house', address })).data.createProperty.id;
    const owner = await row(`SELECT id FROM users WHERE role = 'CLIENT'`);
    const grant = `INSERT INTO access_grants (subject_type, subject_id, principal_id, role) VALUES ('Property', $1, $2, 'OWNER') ON CONFLICT DO NOTHING`;
    await stack.lookInto('documents', grant, [propertyId, owner]);
    const paper = {
      origin: 'REAL_ESTATE',
      realEstateType: 'DEED',
      title: 'Deed',
      sourceUrl: 'https://files.example.com/d.pdf',
      propertyId,
    };
    expect((await send('CLIENT', DOCUMENT, paper)).data.createDocument.property).toEqual({ id: propertyId });
    await stack.lookInto('crm', 'DELETE FROM properties WHERE id = $1', [propertyId]);
    expect(await refusal('CLIENT', DOCUMENT, paper)).toEqual({ 'input.propertyId': 'must be a Property that you may see' });
  });

  it('hold for clients of builds, and for inquiries, of which there are none yet', async () => {
    const clientId = await row('SELECT id FROM clients LIMIT 1');
    expect((await send('ADMIN', BUILD, { clientId })).data.createBuild.client).toMatchObject({ id: clientId });
    expect(await refusal('ADMIN', BUILD, { clientId: await registered(), inquiryId: randomUUID() })).toEqual({
      'input.clientId': 'must be a Client that you may see',
      'input.inquiryId': 'must be an Inquiry that you may see',
    });
  });

  it('are not written while their owner is down', async () => {
    const [clientId, before] = [await row('SELECT id FROM clients LIMIT 1'), await stack.lookInto('builds', 'SELECT id FROM builds')];
    const exchangeId = (await anExchange()).createExchange.id;
    const contactId = await registered();
    await stack.takeDown('crm');
    expect(await refusal('ADMIN', BUILD, { clientId })).toBe('UNAVAILABLE');
    expect(await refusal('COORDINATOR', PART, { exchangeId, role: 'AGENCY', contactId })).toBe('UNAVAILABLE');
    expect(await stack.lookInto('builds', 'SELECT id FROM builds')).toEqual(before);
  });
});
