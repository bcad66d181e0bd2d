import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const anEmail = () => `${randomUUID()}@example.com`;
const CREATE = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id version email type owner { id } } }';
const UPDATE = 'mutation ($input: UpdateContactInput!) { updateContact(input: $input) { version email lastName type } }';
const create = (viewer: Viewer, input: Record<string, unknown>) => crm.ask(viewer, CREATE, { input: { type: 'OTHER', ...input } });
const update = (viewer: Viewer, input: Record<string, unknown>) => crm.ask(viewer, UPDATE, { input });
const codes = ({ errors }: Awaited<ReturnType<typeof create>>) =>
  errors?.map(({ extensions }) => [extensions?.code, extensions?.rule].filter(Boolean).join(' '));
const agent = () => crm.user({ role: UserRole.AGENT }).then(viewerOf);

describe('a contact', () => {
  it('belongs to whoever makes it, and is recorded', async () => {
    const ann = await crm.user();
    const email = anEmail();
    const { data, errors } = await create(viewerOf(ann), {
      email,
      firstName: 'Paul',
      phoneNumber: '+1 512 555 0100',
      alternateEmail: anEmail(),
    });
    expect(errors).toBeUndefined();
    expect(data.createContact).toMatchObject({ version: 1, email, type: 'OTHER', owner: { id: ann.id } });
    const events = await crm.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [data.createContact.id]),
    );
    expect(events).toMatchObject([
      { type: 'contact.created', actor_user_id: ann.id, payload: { new: { email, owner_user_id: ann.id, first_name: 'Paul' } } },
    ]);
  });

  it('has an address that is unique for its owner, in any case, and free to others', async () => {
    const [ann, bob, email] = [viewerOf(await crm.user()), viewerOf(await crm.user()), anEmail()];
    expect(codes(await create(ann, { email }))).toBeUndefined();
    const again = await create(ann, { email: email.toUpperCase() });
    expect([again.data, codes(again)]).toEqual([{ createContact: null }, ['CONFLICT contacts_owner_email_key']]);
    expect(again.errors?.[0]?.message).not.toContain(email);
    expect(codes(await create(bob, { email }))).toBeUndefined();
  });

  it.each([
    {},
    { email: null },
    { email: '' },
    { email: 'x' },
    { email: 'a@example.com\nBcc: b@example.com' },
    { email: `${'x'.repeat(250)}@example.com` },
    { phoneNumber: '1'.repeat(51) },
    { firstName: 'x'.repeat(256) },
    { type: 'FRIEND' },
    { type: null },
  ])('is refused with %j', async (details) => {
    const ann = viewerOf(await crm.user());
    const whole = 'email' in details || Object.keys(details).length === 0 ? details : { email: anEmail(), ...details };
    expect(codes(await create(ann, whole))).toEqual(['BAD_USER_INPUT']);
    expect((await crm.ask(ann, '{ contacts { totalCount } }')).data.contacts.totalCount).toBe(0);
  });

  it('is edited by its owner, keeps a way to be reached, and tells a late editor', async () => {
    const ann = await crm.user();
    const card = await crm.contact({ ownerUserId: ann.id });
    expect((await update(viewerOf(ann), { id: card.id, version: 1, lastName: 'Ortega', type: 'VENDOR' })).data.updateContact).toEqual({
      version: 2,
      email: card.email,
      lastName: 'Ortega',
      type: 'VENDOR',
    });
    expect(codes(await update(viewerOf(ann), { id: card.id, version: 1, lastName: 'Late' }))).toEqual(['CONFLICT']);
    expect(codes(await update(viewerOf(ann), { id: card.id, email: null }))).toEqual(['BAD_USER_INPUT contacts_reachable']);
    expect(codes(await update(viewerOf(ann), { id: card.id, type: null }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await update(viewerOf(ann), { id: 'x', lastName: 'x' }))).toEqual(['NOT_FOUND']);
  });

  it('is found by name, company, address and type', async () => {
    const ann = await crm.user();
    const [wanted] = [
      await crm.contact({ ownerUserId: ann.id, lastName: 'O’Hara', companyName: '100% Title_Co', type: 'VENDOR' as never }),
      await crm.contact({ ownerUserId: ann.id, companyName: '1000 TitleXCo' }),
    ];
    for (const filter of [
      { lastName: { startsWith: 'o’h' } },
      { companyName: { contains: '% title_' } },
      { email: { eq: wanted.email } },
      { type: ['VENDOR'] },
      { id: { in: [wanted.id, randomUUID()] } },
    ]) {
      const { data } = await crm.ask(
        viewerOf(ann),
        'query ($filter: ContactFilter) { contacts(filter: $filter, orderBy: LAST_NAME_ASC) { edges { node { id } } } }',
        { filter },
      );
      expect(data.contacts.edges).toEqual([{ node: { id: wanted.id } }]);
    }
  });
});

describe('the registry', () => {
  it.each(['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const)('is read and added to by %s', async (role) => {
    const viewer = viewerOf(await crm.user({ role: UserRole[role] }));
    const email = anEmail();
    const { data, errors } = await create(viewer, { email, shared: true });
    expect([errors, data.createContact.owner]).toEqual([undefined, null]);
    expect(
      (await crm.ask(aViewer('EMPLOYEE'), 'query ($id: ID!) { contact(id: $id) { email } }', { id: data.createContact.id })).data.contact,
    ).toEqual({ email });
    expect((await update(await agent(), { id: data.createContact.id, lastName: 'Shared' })).data.updateContact.lastName).toBe('Shared');
  });

  it.each(['USER', 'CLIENT', 'COORDINATOR', 'THIRD_PARTY', 'AGENCY', 'STANDARD'] as const)('is closed to %s', async (role) => {
    const viewer = viewerOf(await crm.user({ role: UserRole[role] }));
    const shared = await crm.contact();
    expect(codes(await create(viewer, { email: anEmail(), shared: true }))).toEqual(['FORBIDDEN']);
    expect((await crm.ask(viewer, 'query ($id: ID!) { contact(id: $id) { id } }', { id: shared.id })).data.contact).toBeNull();
    expect(codes(await update(viewer, { id: shared.id, lastName: 'Mine' }))).toEqual(['NOT_FOUND']);
  });

  it('has each address once, whatever owners have of their own', async () => {
    const [one, two, email] = [await agent(), await agent(), anEmail()];
    expect(codes(await create(one, { email }))).toBeUndefined();
    expect(codes(await create(one, { email, shared: true }))).toBeUndefined();
    expect(codes(await create(two, { email: email.toUpperCase(), shared: true }))).toEqual(['CONFLICT contacts_shared_email_key']);
  });

  it('does not show staff what others keep for themselves', async () => {
    const card = await crm.contact({ ownerUserId: (await crm.user()).id });
    expect(
      (
        await crm.ask(await agent(), 'query ($id: ID!) { contact(id: $id) { id } contacts(filter: { id: { eq: $id } }) { totalCount } }', {
          id: card.id,
        })
      ).data,
    ).toEqual({ contact: null, contacts: { totalCount: 0 } });
  });
});
