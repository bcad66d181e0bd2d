import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
let agent: Viewer;
beforeAll(async () => {
  crm = await startTestCrm();
  agent = viewerOf(await crm.user({ role: UserRole.AGENT }));
});
afterAll(() => crm.stop());

const CREATE =
  'mutation ($input: CreateClientInput!) { createClient(input: $input) { id version name email phone leadScore nurtureStatus contact { id client { id } } } }';
const UPDATE = 'mutation ($input: UpdateClientInput!) { updateClient(input: $input) { version name email leadScore nurtureStatus } }';
const create = (viewer: Viewer, input: object) => crm.ask(viewer, CREATE, { input });
const update = (viewer: Viewer, input: object) => crm.ask(viewer, UPDATE, { input });
const codes = ({ errors }: Awaited<ReturnType<typeof create>>) =>
  errors?.map(({ extensions }) => [extensions?.code, extensions?.rule].filter(Boolean).join(' '));

describe('a client', () => {
  it('takes name, address and number of the contact that becomes it, and is recorded', async () => {
    const contact = await crm.contact({ phoneNumber: '+1 512 555 0100' });
    const { data, errors } = await create(agent, { contactId: contact.id, leadScore: 55, nurtureStatus: 'HOT' });
    expect(errors).toBeUndefined();
    const { id } = data.createClient;
    expect(data.createClient).toEqual({
      id,
      version: 1,
      name: 'Ann Archer',
      email: contact.email,
      phone: '+1 512 555 0100',
      leadScore: 55,
      nurtureStatus: 'HOT',
      contact: { id: contact.id, client: { id } },
    });
    const events = await crm.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [id]));
    expect(events).toMatchObject([
      { type: 'client.created', actor_user_id: agent.userId, payload: { new: { contact_id: contact.id, name: 'Ann Archer' } } },
    ]);
  });

  it('takes its own details before the contact’s, and a company’s name for want of another', async () => {
    const [one, two] = [await crm.contact(), await crm.contact({ firstName: null, lastName: null, companyName: 'Archer Title' })];
    const email = `${randomUUID()}@example.com`;
    expect((await create(agent, { contactId: one.id, name: 'Annie', email, phone: '1' })).data.createClient).toMatchObject({
      name: 'Annie',
      email,
      phone: '1',
    });
    expect((await create(agent, { contactId: two.id })).data.createClient).toMatchObject({ name: 'Archer Title', email: two.email });
    expect((await create(agent, { name: 'No Contact' })).data.createClient).toMatchObject({
      name: 'No Contact',
      email: null,
      contact: null,
    });
  });

  it('is one for each contact, and for each address in any case', async () => {
    const [contact, other] = [await crm.contact(), await crm.contact()];
    expect(codes(await create(agent, { contactId: contact.id }))).toBeUndefined();
    expect(codes(await create(agent, { contactId: contact.id, email: `${randomUUID()}@example.com` }))).toEqual([
      'CONFLICT clients_contact_id_key',
    ]);
    expect(codes(await create(agent, { contactId: other.id, email: contact.email?.toUpperCase() }))).toEqual([
      'CONFLICT clients_email_key',
    ]);
  });

  it.each([
    {},
    { name: null },
    { name: '' },
    { name: ' \t' },
    { name: 'x'.repeat(256) },
    { name: 'x', phone: '1'.repeat(51) },
    { name: 'x', email: 'x' },
    { name: 'x', leadScore: 2 ** 31 },
    { name: 'x', nurtureStatus: 'TEPID' },
  ])('is refused with %j', async (input) => {
    expect(codes(await create(agent, input))).toEqual(['BAD_USER_INPUT']);
  });

  it('is not made of a contact that is hidden, absent or without a name', async () => {
    const [hidden, nameless] = [
      await crm.contact({ ownerUserId: (await crm.user()).id }),
      await crm.contact({ firstName: null, lastName: null }),
    ];
    for (const contactId of [hidden.id, randomUUID(), 'x'])
      expect(codes(await create(agent, { contactId, name: 'x' }))).toEqual(['NOT_FOUND']);
    expect(codes(await create(agent, { contactId: nameless.id }))).toEqual(['BAD_USER_INPUT']);
  });

  it('is edited by staff, and tells a late editor', async () => {
    const client = await crm.client();
    expect(
      (await update(agent, { id: client.id, version: 1, name: 'Anna', leadScore: 0, nurtureStatus: 'COLD' })).data.updateClient,
    ).toEqual({ version: 2, name: 'Anna', email: client.email, leadScore: 0, nurtureStatus: 'COLD' });
    expect(codes(await update(agent, { id: client.id, version: 1, name: 'Late' }))).toEqual(['CONFLICT']);
    for (const name of [null, '', ' ']) expect(codes(await update(agent, { id: client.id, name }))).toEqual(['BAD_USER_INPUT']);
    expect((await update(agent, { id: client.id, email: null, leadScore: null })).data.updateClient).toMatchObject({
      version: 3,
      email: null,
      leadScore: null,
    });
    const events = await crm.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [client.id]),
    );
    expect(events).toMatchObject([
      { type: 'client.updated', payload: { old: { name: 'Ann Archer' }, new: { name: 'Anna', lead_score: 0 } } },
      { type: 'client.updated', payload: { old: { lead_score: 0 }, new: { lead_score: null } } },
    ]);
  });
});
