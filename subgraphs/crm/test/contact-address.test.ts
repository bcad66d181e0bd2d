import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { Contact } from '../src/contact/contact.entity';
import { UserRole } from '../src/user/user.entity';
import { codeOf, eventsOf, lettersTo, someEmail } from './account';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import type { TestParts } from './outside';
import { rowsOf } from './sign-in';

const SUBJECT = 'Another e-mail address stands for you';
const UPDATE = 'mutation ($input: UpdateContactInput!) { updateContact(input: $input) { version email alternateEmail lastName } }';

let crm: TestCrm;
let agent: Viewer;
let admin: Viewer;
const coordinator = aViewer('COORDINATOR');
beforeAll(async () => {
  crm = await startTestCrm();
  agent = viewerOf(await crm.user({ role: UserRole.AGENT }));
  admin = viewerOf(await crm.user({ role: UserRole.ADMIN }));
});
afterAll(() => crm.stop());

const update = async (viewer: Viewer, input: Record<string, unknown>) => {
  const answer = await crm.ask(viewer, UPDATE, { input });
  await crm.outside.mailer.settled();
  return answer;
};
const tied = async (parts: TestParts = { coordinators: [coordinator.contactId] }, values: Parameters<TestCrm['contact']>[0] = {}) => {
  const contact = await crm.contact(values);
  crm.outside.parts.set(contact.id, parts);
  return contact;
};
const subjectsTo = (address: string | null) => lettersTo(crm, String(address)).map(({ subject }) => subject);
const rowOf = ({ id }: Contact) => crm.given((db) => db.findOneByOrFail(Contact, { id }));

describe('the address of a contact who takes part in an exchange', () => {
  it('is changed by its coordinator, recorded, and told to the old one', async () => {
    const [contact, email] = [await tied(), someEmail()];
    const { data, errors } = await update(coordinator, { id: contact.id, version: 1, email });
    expect([errors, data.updateContact]).toEqual([undefined, { version: 2, email, alternateEmail: null, lastName: 'Archer' }]);
    expect([subjectsTo(contact.email), subjectsTo(email)]).toEqual([[SUBJECT], []]);
    expect(lettersTo(crm, String(contact.email))[0]?.body).not.toContain(email);
    expect(await rowsOf(crm, 'outbox_events', contact as never, 'subject_id')).toMatchObject([
      { type: 'contact.updated', actor_user_id: coordinator.userId, payload: { old: { email: contact.email }, new: { email } } },
    ]);
  });

  it('is changed by an administrator, and so is the second one, told to both', async () => {
    const contact = await tied({}, { alternateEmail: someEmail() });
    expect((await update(admin, { id: contact.id, alternateEmail: someEmail() })).errors).toBeUndefined();
    expect([subjectsTo(contact.email), subjectsTo(contact.alternateEmail)]).toEqual([[SUBJECT], [SUBJECT]]);
  });

  it('is changed by nobody else, neither staff nor the owner', async () => {
    const ann = await crm.user();
    const [shared, own] = [await tied(), await tied({}, { ownerUserId: ann.id })];
    for (const changes of [{ email: someEmail() }, { email: null }, { alternateEmail: someEmail() }]) {
      expect(codeOf(await update(agent, { id: shared.id, ...changes }))).toBe('FORBIDDEN');
      expect(codeOf(await update(viewerOf(ann), { id: own.id, ...changes }))).toBe('FORBIDDEN');
      expect(codeOf(await update(aViewer('COORDINATOR'), { id: shared.id, ...changes }))).toBe('NOT_FOUND');
    }
    for (const contact of [shared, own]) {
      expect(await rowOf(contact)).toMatchObject({ version: 1, email: contact.email, alternateEmail: null });
      expect([subjectsTo(contact.email), await eventsOf(crm, contact)]).toEqual([[], []]);
    }
  });

  it('is not in the hands of who coordinates one of several exchanges', async () => {
    const contact = await tied({ coordinators: [coordinator.contactId], elsewhere: true });
    expect(codeOf(await update(coordinator, { id: contact.id, email: someEmail() }))).toBe('FORBIDDEN');
    expect((await update(coordinator, { id: contact.id, lastName: 'Moss' })).data.updateContact).toMatchObject({
      version: 2,
      lastName: 'Moss',
    });
    expect(subjectsTo(contact.email)).toEqual([]);
  });

  it('stays in an edit of the rest, by staff and by sending it along', async () => {
    const contact = await tied();
    const { data, errors } = await update(agent, { id: contact.id, email: contact.email, lastName: 'Moss' });
    expect([errors, data.updateContact]).toMatchObject([undefined, { version: 2, email: contact.email, lastName: 'Moss' }]);
    expect(subjectsTo(contact.email)).toEqual([]);
  });

  it('is checked like any other, and told to nobody when it is refused', async () => {
    const [contact, other] = [await tied(), await crm.contact()];
    expect(codeOf(await update(coordinator, { id: contact.id, email: other.email }))).toBe('CONFLICT');
    expect(codeOf(await update(coordinator, { id: contact.id, version: 7, email: someEmail() }))).toBe('CONFLICT');
    expect(codeOf(await update(coordinator, { id: contact.id, email: null }))).toBe('BAD_USER_INPUT');
    expect([subjectsTo(contact.email), await eventsOf(crm, contact)]).toEqual([[], []]);
  });
});

describe('while exchanges does not answer', () => {
  it('addresses stay as they are, and the rest is edited', async () => {
    const [free, contact] = [await crm.contact(), await tied()];
    crm.outside.isAlone = true;
    const codes = [
      codeOf(await update(agent, { id: free.id, email: someEmail() })),
      codeOf(await update(admin, { id: contact.id, email: someEmail() })),
      codeOf(await update(coordinator, { id: contact.id, lastName: 'Moss' })),
      codeOf(await update(agent, { id: free.id, lastName: 'Moss' })),
    ];
    crm.outside.isAlone = false;
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', undefined]);
    expect(await rowOf(free)).toMatchObject({ email: free.email, lastName: 'Moss' });
  });
});

describe('a coordinator', () => {
  it('edits the registry’s contacts of their exchanges, not what others keep, and no contact elsewhere', async () => {
    const [contact, elsewhere] = [await tied(), await tied({})];
    const kept = await tied(undefined, { ownerUserId: (await crm.user()).id });
    expect((await update(coordinator, { id: contact.id.toUpperCase(), lastName: 'Moss' })).data.updateContact.lastName).toBe('Moss');
    for (const { id } of [elsewhere, kept, await crm.contact()])
      expect(codeOf(await update(coordinator, { id, lastName: 'Moss' }))).toBe('NOT_FOUND');
    expect(codeOf(await update(coordinator, { id: 'x', lastName: 'Moss' }))).toBe('NOT_FOUND');
  });

  it('without a contact is nobody to exchanges', async () => {
    const contact = await tied();
    expect(codeOf(await update(aViewer('COORDINATOR', { contactId: undefined }), { id: contact.id, lastName: 'Moss' }))).toBe('NOT_FOUND');
  });
});

describe('the address of a contact who takes part in nothing', () => {
  it('is changed by staff without a letter', async () => {
    const [contact, email] = [await crm.contact(), someEmail()];
    expect((await update(agent, { id: contact.id, email })).data.updateContact).toMatchObject({ version: 2, email });
    expect(lettersTo(crm, String(contact.email))).toEqual([]);
  });
});
