import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Contact } from '../src/contact/contact.entity';
import { UserRole } from '../src/user/user.entity';
import { account, codeOf, eventsOf, faultsOf, lettersTo, someEmail, tokenTo, userWith } from './account';
import { type TestCrm, viewerOf } from './crm.factory';
import { crmInTime, START } from './crm-in-time';
import { rowsOf, signIn } from './sign-in';

const PASSWORD = 'a quiet harbour at noon';
const HIJACKED = 'whoever came before me';

const time = crmInTime(PASSWORD);
let crm: TestCrm;
let agent: Viewer;
beforeAll(async () => {
  crm = time.crm;
  agent = viewerOf(await crm.user({ role: UserRole.AGENT }));
});

const invite = ({ id: contactId }: Pick<Contact, 'id'>, as = agent) => account(crm, 'inviteContact', { contactId }, as);
const accept = (token: string, input: object = {}) => account(crm, 'acceptInvitation', { input: { token, password: PASSWORD, ...input } });
const invited = async (values: Parameters<TestCrm['contact']>[0] = {}) => {
  const contact = await crm.contact(values);
  expect((await invite(contact)).errors).toBeUndefined();
  const email = String(contact.email);
  return { contact, email, token: tokenTo(crm, email) };
};

describe('inviting a contact', () => {
  it('sends a letter that lasts a week, and records who did it', async () => {
    const contact = await crm.contact();
    const { data, errors } = await invite(contact);
    expect(errors).toBeUndefined();
    expect(data.inviteContact).toEqual({ contact: { id: contact.id }, expiresAt: '2027-03-08T09:00:00.000Z' });
    expect(lettersTo(crm, String(contact.email)).map(({ subject }) => subject)).toEqual(['You are invited to Plat']);
    expect(await rowsOf(crm, 'outbox_events', contact as never, 'subject_id')).toMatchObject([
      { type: 'contact.invited', actor_user_id: agent.userId, payload: { new: { email: contact.email } } },
    ]);
  });

  it('is for staff who may edit the contact', async () => {
    const [shared, owner] = [await crm.contact(), await crm.user()];
    const [own, ofAgent] = [await crm.contact({ ownerUserId: owner.id }), await crm.contact({ ownerUserId: agent.userId })];
    expect(codeOf(await invite(own, viewerOf(owner)))).toBe('FORBIDDEN');
    expect(codeOf(await invite(shared, viewerOf(owner)))).toBe('NOT_FOUND');
    expect(codeOf(await invite(shared, aViewer('COORDINATOR')))).toBe('NOT_FOUND');
    expect(codeOf(await invite(own))).toBe('NOT_FOUND');
    expect(codeOf(await invite({ id: randomUUID() }))).toBe('NOT_FOUND');
    expect(codeOf(await invite({ id: 'x' }))).toBe('NOT_FOUND');
    expect(codeOf(await invite(ofAgent))).toBe('CONFLICT'); // a private contact is nobody’s login
    expect((await invite(shared, viewerOf(await crm.user({ role: UserRole.ADMIN })))).errors).toBeUndefined();
  });

  it('is for coordinators and administrators if the contact takes part in an exchange', async () => {
    const contact = await crm.contact();
    const [coordinator, another] = [aViewer('COORDINATOR'), aViewer('COORDINATOR')];
    crm.outside.parts.set(contact.id, { coordinators: [coordinator.contactId], elsewhere: true });
    expect(codeOf(await invite(contact))).toBe('FORBIDDEN');
    expect(codeOf(await invite(contact, another))).toBe('NOT_FOUND');
    const { data, errors } = await invite(contact, coordinator);
    expect([errors, data.inviteContact.contact]).toEqual([undefined, { id: contact.id }]);
    expect((await invite(contact, viewerOf(await crm.user({ role: UserRole.ADMIN })))).errors).toBeUndefined();
    expect(lettersTo(crm, String(contact.email))).toHaveLength(2);
    const [own, card] = [await crm.user(), await crm.contact()];
    const kept = await crm.contact({ ownerUserId: own.id });
    for (const { id } of [kept, card]) crm.outside.parts.set(id, { coordinators: [coordinator.contactId] });
    expect(codeOf(await invite(kept, coordinator))).toBe('NOT_FOUND'); // what others keep for themselves
    expect(codeOf(await invite(card, viewerOf(own)))).toBe('NOT_FOUND');
  });

  it('waits for exchanges, and sends nothing without it', async () => {
    const contact = await crm.contact();
    crm.outside.isAlone = true;
    const codes = [codeOf(await invite(contact)), codeOf(await invite(contact, aViewer('COORDINATOR')))];
    crm.outside.isAlone = false;
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    expect(lettersTo(crm, String(contact.email))).toEqual([]);
  });

  it.each([
    ['has no address', { email: null, ppContactId: randomUUID() }],
    ['is archived', { archivedAt: new Date(0) }],
  ])('refuses one who %s', async (_, values) => {
    expect(codeOf(await invite(await crm.contact(values as never)))).toBe('CONFLICT');
  });

  it('refuses one who has a login', async () => {
    const contact = await crm.contact();
    await crm.user({ contactId: contact.id });
    expect(codeOf(await invite(contact))).toBe('CONFLICT');
  });

  it('leaves one invitation of several, the last', async () => {
    const { contact, email, token } = await invited();
    await invite(contact);
    expect(codeOf(await accept(token))).toBe('BAD_USER_INPUT');
    expect((await accept(tokenTo(crm, email))).errors).toBeUndefined();
  });
});

describe('accepting an invitation', () => {
  it('makes a user who is the contact, with a confirmed address', async () => {
    const { contact, email, token } = await invited({ firstName: 'Ivy', lastName: 'Moss' });
    const username = `ivy-${randomUUID()}`;
    expect((await accept(token, { username })).data.acceptInvitation.accepted).toBe(true);
    const user = await userWith(crm, email);
    expect(user).toMatchObject({ contactId: contact.id, clientId: null, role: 'USER', fullName: 'Ivy Moss', username });
    if (!user) throw new Error('nobody');
    expect((await crm.ask(viewerOf(user), '{ me { emailVerifiedAt contact { id } grantedRoles { name } } }')).data.me).toEqual({
      emailVerifiedAt: START.toISOString(),
      contact: { id: contact.id },
      grantedRoles: [{ name: 'USER' }],
    });
    expect(await eventsOf(crm, user)).toEqual(['user.created', 'user.email_verified']);
    expect((await signIn(crm, email, PASSWORD)).errors).toBeUndefined();
  });

  it('makes the login of the client that the contact is', async () => {
    const contact = await crm.contact();
    const client = await crm.client({ contactId: contact.id });
    await invite(contact);
    await accept(tokenTo(crm, String(contact.email)));
    expect(await userWith(crm, String(contact.email))).toMatchObject({ clientId: client.id, role: 'CLIENT' });
  });

  it('takes a token once, of several at once as well, and not after a week', async () => {
    const [one, slow] = [await invited(), await invited()];
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(one.token)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    time.now = new Date('2027-03-08T09:00:00Z');
    expect(faultsOf(await accept(slow.token))).toEqual({ 'input.token': 'is not valid, or no longer' });
    expect(await userWith(crm, slow.email)).toBeNull();
  });

  it('is over when the contact has another address, is archived, or is somebody by now', async () => {
    const [moved, archived, linked] = [await invited(), await invited(), await invited()];
    await crm.given((db) => db.query('UPDATE contacts SET email = $2 WHERE id = $1', [moved.contact.id, someEmail()]));
    await crm.given((db) => db.query('UPDATE contacts SET archived_at = now() WHERE id = $1', [archived.contact.id]));
    await crm.user({ contactId: linked.contact.id });
    for (const { token } of [moved, archived, linked]) expect(codeOf(await accept(token))).toBe('BAD_USER_INPUT');
  });

  it('names what is wrong, and leaves the token', async () => {
    const [{ email, token }, other] = [await invited(), await crm.user()];
    expect(faultsOf(await accept(token, { password: email, username: 'ab' }))).toEqual({
      'input.password': 'must be more than your name or address, or ours',
      'input.username': 'must have 3 to 255 characters',
    });
    expect(faultsOf(await accept(token, { username: other.username }))).toEqual({ 'input.username': 'is taken' });
    expect((await accept(token)).errors).toBeUndefined();
  });

  it('takes the account from whoever signed up with the address before, and gives it to who is invited', async () => {
    const email = someEmail();
    await account(crm, 'signUp', { input: { email, password: HIJACKED } });
    expect((await account(crm, 'verifyEmail', { token: tokenTo(crm, email) })).errors).toBeUndefined();
    expect((await signIn(crm, email, HIJACKED)).errors).toBeUndefined();
    const before = await userWith(crm, email);
    if (!before) throw new Error('nobody');
    await crm.accessToken(before);
    const { contact, token } = await invited({ email });
    expect((await accept(token)).errors).toBeUndefined();
    const user = await userWith(crm, email);
    expect(user).toMatchObject({ id: before.id, contactId: contact.id });
    expect([codeOf(await signIn(crm, email, HIJACKED)), codeOf(await signIn(crm, email, PASSWORD))]).toEqual([
      'UNAUTHENTICATED',
      undefined,
    ]);
    expect(await rowsOf(crm, 'revocations', { id: user?.id } as never, 'subject_id')).toMatchObject([{ kind: 'USER' }]);
    expect(await rowsOf(crm, 'access_tokens', { id: user?.id } as never)).toMatchObject([{ revoked_at: expect.any(Date) }]);
    expect(
      (await rowsOf(crm, 'user_sessions', { id: user?.id } as never)).map(({ is_active }: { is_active: boolean }) => is_active).sort(),
    ).toEqual([false, true]);
  });

  it('makes nobody somebody else, and lets nobody in who is out', async () => {
    const [registered, out] = [await crm.user({ contactId: (await crm.contact()).id }), await crm.user({ isActive: false })];
    const [ofRegistered, ofOut] = [await invited({ email: registered.email }), await invited({ email: out.email })];
    expect(codeOf(await accept(ofRegistered.token))).toBe('CONFLICT');
    expect(codeOf(await accept(ofOut.token))).toBe('BAD_USER_INPUT');
    expect(await userWith(crm, registered.email)).toMatchObject({ contactId: registered.contactId, passwordHash: 'none' });
    expect(await userWith(crm, out.email)).toMatchObject({ contactId: null, passwordHash: 'none' });
  });
});
