import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ContactType } from '../src/contact/contact.entity';
import { account, codeOf, eventsOf, faultsOf, lettersTo, someAddress, someEmail, tokenTo, userWith } from './account';
import { type TestCrm, viewerOf } from './crm.factory';
import { crmInTime, START } from './crm-in-time';
import { rowsOf, signIn } from './sign-in';

const PASSWORD = 'a quiet harbour at noon';

const time = crmInTime(PASSWORD);
let crm: TestCrm;
beforeAll(() => {
  crm = time.crm;
});

const later = (minutes: number) => time.later(minutes * 60_000);
const signUp = (input: object, address?: string) =>
  account(crm, 'signUp', { input: { password: PASSWORD, ...input } }, undefined, { address: address ?? someAddress() });
const someoneNew = async (input: object = {}) => {
  const email = someEmail();
  const { errors } = await signUp({ email, ...input });
  expect(errors).toBeUndefined();
  const user = await userWith(crm, email);
  if (!user) throw new Error('nobody signed up');
  return user;
};
const verify = (token: string) => account(crm, 'verifyEmail', { token });
const someoneConfirmed = async (input: object) => {
  const user = await someoneNew(input);
  expect((await verify(tokenTo(crm, user.email))).errors).toBeUndefined();
  return user;
};
const verifiedAt = async (user: Parameters<typeof viewerOf>[0]) =>
  (await crm.ask(viewerOf(user), '{ me { emailVerifiedAt } }')).data.me.emailVerifiedAt;
const contactOf = async ({ email }: { email: string }) => (await userWith(crm, email))?.contactId ?? null;
const contactRow = (id: string | null) => crm.given(async (db) => (await db.query('SELECT * FROM contacts WHERE id = $1', [id]))[0]);

describe('signing up', () => {
  it('makes a user of the default role, who may not sign in and is nobody’s contact yet, and records it', async () => {
    const user = await someoneNew({ firstName: 'Ann', lastName: 'Archer', username: `ann-${randomUUID()}` });
    expect(user).toMatchObject({ fullName: 'Ann Archer', role: 'USER', isActive: true, clientId: null });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await eventsOf(crm, user)).toEqual(['user.created']);
    expect(codeOf(await signIn(crm, user.email, PASSWORD))).toBe('UNAUTHENTICATED');
    const { data } = await crm.ask(
      viewerOf(user),
      '{ me { grantedRoles { name } contact { id } } users { totalCount } contacts { totalCount } }',
    );
    expect(data).toEqual({
      me: { grantedRoles: [{ name: 'USER' }], contact: null },
      users: { totalCount: 1 },
      contacts: { totalCount: 0 },
    });
    expect(await verifiedAt(user)).toBeNull();
  });

  it('takes the name from the address, with a suffix where that is taken or too short', async () => {
    const local = `bo${randomUUID().slice(0, 8)}`;
    const names: (string | undefined)[] = [];
    for (const email of [`${local}@one.example.com`, `${local}@two.example.com`, `x@${randomUUID()}.example.com`]) {
      expect((await signUp({ email })).errors).toBeUndefined();
      names.push((await userWith(crm, email))?.username);
    }
    expect(names).toEqual([local, expect.stringMatching(new RegExp(`^${local}-[0-9a-f]{8}$`)), expect.stringMatching(/^x-[0-9a-f]{8}$/)]);
  });

  it('shows who signs up nothing that tells whether the registry has the address', async () => {
    const listed = await crm.contact();
    const shown: unknown[] = [];
    for (const email of [String(listed.email), someEmail()]) {
      await signUp({ email });
      const user = await userWith(crm, email);
      const { data } = await crm.ask(viewerOf(user as never), '{ me { contact { id } } contacts { totalCount } }');
      shown.push(data);
    }
    expect(shown).toEqual([{ me: { contact: null }, contacts: { totalCount: 0 } }, shown[0]]);
  });

  it('takes a name from an address that leaves no room for a suffix', async () => {
    const local = `l${randomUUID()}`.padEnd(248, 'x');
    for (const email of [`${local}@b.co`, `${local}@c.co`]) {
      expect((await signUp({ email })).errors).toBeUndefined();
      expect((await userWith(crm, email))?.username).toMatch(new RegExp(`^${local.slice(0, 200)}(-[0-9a-f]{8})?$`));
    }
  });

  it('gives two who want one name at once a name each, and says nothing of it', async () => {
    const [one, two, username] = [someEmail(), someEmail(), `name-${randomUUID()}`];
    const answers = await Promise.all([signUp({ email: one, username }), signUp({ email: two, username: username.toUpperCase() })]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const names = [(await userWith(crm, one))?.username, (await userWith(crm, two))?.username].map((name) => name?.toLowerCase());
    expect(names.sort()).toEqual([username, expect.stringMatching(new RegExp(`^${username}-[0-9a-f]{8}$`))]);
  });

  it('answers the same to the byte for an address that has an account, after the same one hash, and tells its owner by mail', async () => {
    const known = await crm.user({ passwordHash: 'kept' });
    const argon2 = require('@node-rs/argon2') as { hash: () => void; verify: () => void };
    const [hash, verifying] = [jest.spyOn(argon2, 'hash'), jest.spyOn(argon2, 'verify')];
    const answers: string[] = [];
    for (const email of [someEmail(), known.email, known.email.toUpperCase()]) {
      hash.mockClear();
      answers.push(JSON.stringify(await signUp({ email, username: null, firstName: 'Mallory' })));
      expect([hash.mock.calls.length, verifying.mock.calls.length]).toEqual([1, 0]);
    }
    expect(new Set(answers).size).toBe(1);
    expect(await userWith(crm, known.email)).toMatchObject({ id: known.id, passwordHash: 'kept', firstName: null, version: 1 });
    const letters = lettersTo(crm, known.email);
    expect(letters.map(({ subject }) => subject)).toEqual(['You have an account already']); // and not a second one within the minute
    expect(letters[0]?.body).toMatch(/https:\/\/plat\.test\/ with “Forgot your password\?” \(in the API, requestPasswordReset\)/);
    expect(letters[0]?.body).not.toContain('Mallory');
    later(2);
    await signUp({ email: known.email });
    expect(lettersTo(crm, known.email)).toHaveLength(2);
  });

  it('tells nobody by signing up and then in whether an address was free, confirmed, or waits for its mail', async () => {
    const [known, waiting] = [await crm.user(), await crm.unconfirmedUser()];
    const answers: string[] = [];
    for (const email of [someEmail(), known.email, waiting.email]) {
      const made = await signUp({ email });
      answers.push(JSON.stringify([made, await signIn(crm, email, PASSWORD)]));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('UNAUTHENTICATED');
  });

  it('sends the letter again to who signs up again, once a minute, and keeps the first password', async () => {
    const user = await someoneNew({ firstName: 'Ann' });
    const again = () => signUp({ email: user.email.toUpperCase(), password: 'a wholly different one', firstName: 'Mallory' });
    const lost = tokenTo(crm, user.email);
    await again();
    expect(lettersTo(crm, user.email)).toHaveLength(1);
    later(2);
    await Promise.all([again(), again()]);
    expect(lettersTo(crm, user.email).map(({ subject }) => subject)).toEqual(Array(2).fill('Confirm your e-mail address'));
    expect(lettersTo(crm, user.email)[1]?.body).toMatch(/whoever chose the password first.*\n\n.*“Forgot your password\?”/);
    expect(await eventsOf(crm, user)).toEqual(['user.created', 'user.email_verification_requested']);
    const { passwordHash, firstName, version } = user;
    expect(await userWith(crm, user.email)).toMatchObject({ passwordHash, firstName, version });
    expect(codeOf(await verify(lost))).toBe('BAD_USER_INPUT');
    expect((await verify(tokenTo(crm, user.email))).errors).toBeUndefined();
    expect((await signIn(crm, user.email, PASSWORD)).errors).toBeUndefined();
    expect(codeOf(await signIn(crm, user.email, 'a wholly different one'))).toBe('UNAUTHENTICATED');
  });

  it('lets whoever has the mailbox choose another password instead, which confirms the address', async () => {
    const user = await someoneNew();
    await account(crm, 'requestPasswordReset', { email: user.email });
    const newPassword = 'of the mailbox alone';
    const { errors } = await account(crm, 'resetPassword', { input: { token: tokenTo(crm, user.email), newPassword } });
    expect(errors).toBeUndefined();
    expect((await signIn(crm, user.email, newPassword)).errors).toBeUndefined();
    expect(codeOf(await signIn(crm, user.email, PASSWORD))).toBe('UNAUTHENTICATED');
  });

  it('sends no way in to an account that is shut out', async () => {
    const user = await crm.unconfirmedUser({ isActive: false });
    await signUp({ email: user.email });
    expect(lettersTo(crm, user.email).map(({ subject }) => subject)).toEqual(['You have an account already']);
  });

  it('makes one user of one address, however many sign up at once', async () => {
    const email = someEmail();
    const answers = await Promise.all(Array.from({ length: 5 }, () => signUp({ email })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const users = await crm.given((db) => db.query('SELECT id FROM users WHERE email = $1', [email]));
    expect(users).toHaveLength(1);
  });

  it('names all that is wrong at once, and does nothing then', async () => {
    const email = `${'a'.repeat(250)}@example.com`;
    const answer = await signUp({ email, password: 'plat', username: 'ab', firstName: 'x'.repeat(256), lastName: 'nul\0' });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(faultsOf(answer)).toEqual({
      'input.email': 'must have at most 254 characters',
      'input.password': 'must have at least 8 characters, must be more than your name or address, or ours',
      'input.username': 'must have 3 to 255 characters',
      'input.firstName': 'must have at most 255 characters',
      'input.lastName': 'must not have a control character or half of a character in it',
    });
    expect(lettersTo(crm, email)).toEqual([]);
  });

  it.each(['1', '12345678', 'x'.repeat(1_025), 'x'.repeat(100_000), 'with a null\0 inside'])(
    'refuses the password %#',
    async (password) => {
      const email = someEmail();
      expect(Object.keys(faultsOf(await signUp({ email, password })) as object)).toEqual(['input.password']);
      expect(await userWith(crm, email)).toBeNull();
    },
  );

  it('answers the same for a taken name, in any form and whoever has the address', async () => {
    const [known, other] = [await crm.user(), await crm.user({ username: `Réné ${randomUUID()}` })];
    const free = JSON.stringify(await signUp({ email: someEmail() }));
    for (const email of [known.email, someEmail()])
      for (const username of [other.username, other.username.toUpperCase(), ` ${other.username.normalize('NFD')} `])
        expect(JSON.stringify(await signUp({ email, username }))).toBe(free);
  });

  it.each([
    ['ends with the byte 73', `${'p'.repeat(72)}1`, `${'p'.repeat(72)}2`],
    ['has 64 characters', 'q'.repeat(64), 'q'.repeat(63)],
  ])('keeps all of a password that %s', async (_, password, other) => {
    const user = await someoneConfirmed({ password });
    expect((await signIn(crm, user.email, password)).errors).toBeUndefined();
    expect(codeOf(await signIn(crm, user.email, other))).toBe('UNAUTHENTICATED');
  });

  it('takes a password in whichever form a keyboard writes it', async () => {
    const user = await someoneConfirmed({ password: 'déjà vu à Málaga'.normalize('NFC') });
    expect((await signIn(crm, user.email, 'déjà vu à Málaga'.normalize('NFD'))).errors).toBeUndefined();
    const wide = await someoneConfirmed({ password: 'Ｆｕｌｌｗｉｄｔｈ ｗｏｒｄｓ' });
    expect((await signIn(crm, wide.email, 'Fullwidth words')).errors).toBeUndefined();
  });

  it('takes twenty requests an hour from a network, whatever they ask for, and tells which address none of them', async () => {
    const [address, known] = [someAddress(), await crm.user()];
    for (let n = 0; n < 10; n += 1) {
      expect((await account(crm, 'requestPasswordReset', { email: someEmail() }, undefined, { address })).errors).toBeUndefined();
      expect((await account(crm, 'requestEmailVerification', {}, viewerOf(known), { address })).errors).toBeUndefined();
    }
    const refused = [await signUp({ email: known.email }, address), await signUp({ email: someEmail() }, address)];
    expect(refused.map(codeOf)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    expect((await signUp({ email: someEmail() })).errors).toBeUndefined();
    later(61);
    expect((await signUp({ email: someEmail() }, address)).errors).toBeUndefined();
  });
});

describe('confirming an address', () => {
  it('takes the token of the letter once, and says since when', async () => {
    const user = await someoneNew();
    const token = tokenTo(crm, user.email);
    const { id } = user;
    const [stored] = await rowsOf(crm, 'account_tokens', user);
    expect(stored).toMatchObject({ purpose: 'VERIFY_EMAIL', email: user.email, used_at: null });
    expect(JSON.stringify(stored)).not.toContain(token);
    expect((await verify(token)).data.verifyEmail.accepted).toBe(true);
    expect(await verifiedAt(user)).toBe(START.toISOString());
    expect(faultsOf(await verify(token))).toEqual({ token: 'is not valid, or no longer' });
    expect(await eventsOf(crm, { id })).toEqual(['user.created', 'user.email_verified', 'user.contact_linked']);
    const contactId = await contactOf(user);
    expect(await contactRow(contactId)).toMatchObject({ owner_user_id: id, email: user.email, type: 'OTHER' });
    expect(await eventsOf(crm, { id: String(contactId) })).toEqual(['contact.created']);
    expect(await rowsOf(crm, 'revocations', user, 'subject_id')).toEqual([]);
  });

  it('is used up by one of several at once', async () => {
    const user = await someoneNew();
    const token = tokenTo(crm, user.email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(token)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.map(codeOf).filter((code) => code === 'BAD_USER_INPUT')).toHaveLength(4);
  });

  it('takes none that is unknown, too old, for something else, or replaced by a newer one', async () => {
    const user = await someoneNew();
    const old = tokenTo(crm, user.email);
    later(2);
    await signUp({ email: user.email });
    expect(lettersTo(crm, user.email)).toHaveLength(2);
    const newer = tokenTo(crm, user.email);
    later(2);
    await account(crm, 'requestPasswordReset', { email: user.email });
    const reset = tokenTo(crm, user.email);
    expect(lettersTo(crm, user.email)).toHaveLength(3);
    for (const token of [old, reset, 'x', '', newer.toLowerCase()]) expect(codeOf(await verify(token))).toBe('BAD_USER_INPUT');
    later(7 * 24 * 60);
    expect(codeOf(await verify(newer))).toBe('BAD_USER_INPUT');
    expect(await verifiedAt(user)).toBeNull();
  });

  it('sends no further letter to who is confirmed', async () => {
    const user = await someoneNew();
    await verify(tokenTo(crm, user.email));
    later(2);
    expect((await account(crm, 'requestEmailVerification', {}, viewerOf(user))).data.requestEmailVerification.accepted).toBe(true);
    expect(lettersTo(crm, user.email)).toHaveLength(1);
  });

  it('gives the user the contact of the registry that is free, and ends what was issued before', async () => {
    const contact = await crm.contact();
    const email = String(contact.email).toUpperCase();
    expect((await signUp({ email })).errors).toBeUndefined();
    expect(await contactOf({ email })).toBeNull();
    expect((await verify(tokenTo(crm, email))).errors).toBeUndefined();
    expect(await contactOf({ email })).toBe(contact.id);
    const user = await userWith(crm, email);
    expect(await rowsOf(crm, 'revocations', { id: user?.id } as never, 'subject_id')).toMatchObject([{ kind: 'USER' }]);
    expect(await eventsOf(crm, { id: String(user?.id) })).toEqual(['user.created', 'user.email_verified', 'user.contact_linked']);
  });

  it.each([
    ['takes part in something', async () => withTie(async (id) => crm.outside.parts.set(id, {}))],
    ['is a client', async () => withTie(async (id) => crm.client({ contactId: id }))],
    ['has a login', async () => withTie(async (id) => crm.user({ contactId: id }))],
    [
      'is archived',
      async () => withTie(async (id) => crm.given((db) => db.query('UPDATE contacts SET archived_at = now() WHERE id = $1', [id]))),
    ],
  ])('makes a contact of the user’s own where that of the registry %s', async (_, make) => {
    const contact = await make();
    const email = String(contact.email);
    await signUp({ email });
    expect(await contactOf({ email })).toBeNull();
    expect((await verify(tokenTo(crm, email))).errors).toBeUndefined();
    const own = await contactOf({ email });
    expect(own).not.toBe(contact.id);
    expect(await contactRow(own)).toMatchObject({ email, owner_user_id: (await userWith(crm, email))?.id });
  });

  it('uses the own contact that the user has made of the address already', async () => {
    const contact = await withTie(async (id) => crm.outside.parts.set(id, {}));
    const email = String(contact.email);
    await signUp({ email });
    const user = await userWith(crm, email);
    const own = await crm.contact({ email, ownerUserId: user?.id, type: ContactType.VENDOR });
    await verify(tokenTo(crm, email));
    expect(await contactOf({ email })).toBe(own.id);
  });

  it('confirms the address and leaves open who that is while exchanges does not answer; the next mail settles it', async () => {
    const contact = await crm.contact();
    const email = String(contact.email);
    await signUp({ email });
    crm.outside.isAlone = true;
    const { data, errors } = await verify(tokenTo(crm, email));
    crm.outside.isAlone = false;
    expect([errors, data.verifyEmail]).toEqual([
      undefined,
      { accepted: true, message: expect.stringContaining('requestEmailVerification') },
    ]);
    const user = await userWith(crm, email);
    if (!user) throw new Error('nobody');
    expect(await eventsOf(crm, user)).toEqual(['user.created', 'user.email_verified']);
    expect(user.contactId).toBeNull();
    time.later(120_000);
    for (let n = 0; n < 2; n += 1) await account(crm, 'requestEmailVerification', {}, viewerOf(user));
    expect(lettersTo(crm, email).map(({ subject }) => subject)).toEqual([
      'Confirm your e-mail address',
      'Confirm your e-mail address once more',
    ]);
    expect((await verify(tokenTo(crm, email))).data.verifyEmail.message).toBe('The address is confirmed.');
    expect(await contactOf({ email })).toBe(contact.id);
    time.later(120_000);
    await account(crm, 'requestEmailVerification', {}, viewerOf(user));
    expect(lettersTo(crm, email)).toHaveLength(2); // there is nothing left to confirm
  });

  /** A contact of the registry that is not free. */
  async function withTie(tie: (id: string) => Promise<unknown>) {
    const contact = await crm.contact();
    await tie(contact.id);
    return contact;
  }
});
