import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { AccessTokenVerifier } from '@plat/shared/access/access-token';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { User, UserRole } from '../src/user/user.entity';
import { account, codeOf, eventsOf, faultsOf, lettersTo, someAddress, someEmail, tokenTo } from './account';
import { type TestCrm, viewerOf } from './crm.factory';
import { crmInTime, START } from './crm-in-time';
import { rowsOf, sha256, signIn } from './sign-in';

const PASSWORD = 'a quiet harbour at noon';
const OTHER = 'the tide comes in at six';

const SIGN_IN =
  'mutation ($email: EmailAddress!, $password: String!) { signIn(input: { email: $email, password: $password }) { refreshToken } }';
const REFRESH = 'mutation ($refreshToken: String!) { refreshSession(input: { refreshToken: $refreshToken }) { accessToken } }';

const time = crmInTime(PASSWORD);
let crm: TestCrm;
let passwordHash: string;
beforeAll(() => {
  ({ crm, passwordHash } = time);
});

const later = (minutes: number) => time.later(minutes * 60_000);
const someUser = (values = {}) => crm.user({ passwordHash, ...values });
const viewerBy = (accessToken: string): Promise<Viewer> => {
  const { d: _private, ...publicKey } = crm.signingKey;
  return new AccessTokenVerifier([publicKey], async () => []).verify(accessToken);
};
const session = async (email: string) => viewerBy((await signIn(crm, email, PASSWORD)).data.signIn.accessToken);
const activeSessions = async (user: { id: string }): Promise<string[]> =>
  crm.given(async (db) => {
    const rows: { id: string }[] = await db.query('SELECT id FROM user_sessions WHERE user_id = $1 AND is_active', [user.id]);
    return rows.map(({ id }) => id);
  });
const revocations = async (user: { id: string }): Promise<{ seq: string; kind: string }[]> =>
  rowsOf(crm, 'revocations', user as never, 'subject_id');
const tokensOf = async ({ id }: { id: string }): Promise<Record<string, Date | null>> =>
  crm.given(async (db) => {
    const rows: { id: string; revoked_at: Date | null }[] = await db.query('SELECT id, revoked_at FROM access_tokens WHERE user_id = $1', [
      id,
    ]);
    return Object.fromEntries(rows.map((row) => [row.id, row.revoked_at]));
  });
const fits = async (email: string, password: string) => !(await signIn(crm, email, password)).errors;
const requestReset = (email: string, address = someAddress()) => account(crm, 'requestPasswordReset', { email }, NOBODY, { address });
const reset = (token: string, newPassword = OTHER) => account(crm, 'resetPassword', { input: { token, newPassword } });
const resetToken = async (email: string) => {
  await requestReset(email);
  return tokenTo(crm, email);
};

const createToken = async (as: Viewer): Promise<string> => {
  const input = { name: 'Script', scopes: ['property:read'], expiresAt: '2027-06-01T00:00:00Z', password: PASSWORD };
  const CREATE = 'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { accessToken { id } } }';
  return (await crm.ask(as, CREATE, { input })).data.createAccessToken.accessToken.id;
};

describe('changing a password', () => {
  const change = (as: Viewer, currentPassword = PASSWORD, newPassword = OTHER) =>
    account(crm, 'changePassword', { input: { currentPassword, newPassword } }, as);

  it('ends all other sessions and every older token, and lets this session go on with a new one', async () => {
    const user = await someUser();
    const [here, elsewhere] = [await session(user.email), await session(user.email)];
    const { data, errors } = await change(here);
    expect(errors).toBeUndefined();
    expect(await activeSessions(user)).toEqual([here.identity.sessionId]);
    const [revoked] = await revocations(user);
    const { identity } = await viewerBy(data.changePassword.accessToken);
    expect(identity).toMatchObject({ userId: user.id, sessionId: here.identity.sessionId, asOf: Number(revoked?.seq) });
    expect(elsewhere.identity.asOf).toBeLessThan(Number(revoked?.seq));
    const [row] = await crm.given((db) => db.query('SELECT session_token FROM user_sessions WHERE id = $1', [here.identity.sessionId]));
    expect(row.session_token).toBe(sha256(data.changePassword.accessToken));
    expect([await fits(user.email, OTHER), await fits(user.email, PASSWORD)]).toEqual([true, false]);
  });

  it('leaves the access tokens of partners, or ends those that hold if it is to', async () => {
    const [user, another] = [await someUser(), await someUser()];
    const [held, ended, foreign] = [
      await crm.accessToken(user),
      await crm.accessToken(user, { revokedAt: new Date(0) }),
      await crm.accessToken(another),
    ];
    const here = await session(user.email);
    expect((await change(here)).errors).toBeUndefined();
    expect(await tokensOf(user)).toEqual({ [held.id]: null, [ended.id]: new Date(0) });
    const again = await viewerBy((await signIn(crm, user.email, OTHER)).data.signIn.accessToken);
    const input = { currentPassword: OTHER, newPassword: PASSWORD, endAccessTokens: true };
    expect((await account(crm, 'changePassword', { input }, again)).errors).toBeUndefined();
    expect(await tokensOf(user)).toEqual({ [held.id]: time.now, [ended.id]: new Date(0) });
    expect(await tokensOf(another)).toEqual({ [foreign.id]: null });
    // What was issued to the user ends twice, and with it what the tokens were taken for.
    expect([await revocations(user), await revocations(another)]).toMatchObject([[{ kind: 'USER' }, { kind: 'USER' }], []]);
    expect([await eventsOf(crm, held), await eventsOf(crm, ended)]).toEqual([['access_token.revoked'], []]);
  });

  it('is recorded without the passwords, and told by mail', async () => {
    const user = await someUser();
    await change(await session(user.email));
    expect(await eventsOf(crm, user)).toEqual(['user.password_changed']);
    const [event] = await rowsOf(crm, 'outbox_events', user, 'subject_id');
    expect(event.payload).toMatchObject({ old: { password_hash: '[redacted]' }, new: { password_hash: '[redacted]' } });
    expect(event.actor_user_id).toBe(user.id);
    expect(lettersTo(crm, user.email).map(({ subject }) => subject)).toEqual(['Your password was changed']);
  });

  it('asks for the old password, five times an hour, and for a session', async () => {
    const user = await someUser();
    const here = await session(user.email);
    for (let n = 0; n < 5; n += 1) expect(faultsOf(await change(here, 'wrong'))).toEqual({ 'input.currentPassword': 'is wrong' });
    expect(codeOf(await change(here))).toBe('RATE_LIMITED');
    const another = await someUser();
    expect(codeOf(await change(viewerOf(another)))).toBe('UNAUTHENTICATED'); // a session that there is not
    expect(codeOf(await change(NOBODY))).toBe('UNAUTHENTICATED');
    expect(await fits(another.email, PASSWORD)).toBe(true);
    expect(await revocations(another)).toEqual([]);
  });

  it('obeys the rules of passwords', async () => {
    const user = await someUser({ username: 'lighthouse.keeper' });
    const here = await session(user.email);
    for (const password of ['short', 'password', 'Lighthouse-Keeper', user.email, 'x'.repeat(1_025), 'a null \0 inside'])
      expect(Object.keys(faultsOf(await change(here, PASSWORD, password)) as object)).toEqual(['input.newPassword']);
    expect(await fits(user.email, PASSWORD)).toBe(true);
  });

  it('makes letters void that were sent before', async () => {
    const user = await someUser();
    const token = await resetToken(user.email);
    const moved = someEmail();
    const here = await session(user.email);
    await account(crm, 'changeEmail', { input: { password: PASSWORD, email: moved } }, here);
    await change(here);
    expect(faultsOf(await reset(token))).toEqual({ 'input.token': 'is not valid, or no longer' });
    expect(codeOf(await account(crm, 'verifyEmail', { token: tokenTo(crm, moved) }))).toBe('BAD_USER_INPUT');
    expect(await fits(user.email, OTHER)).toBe(true);
  });
});

describe('resetting a password', () => {
  it('sends a letter with a token that is kept as a hash, and links to where the configuration says', async () => {
    const user = await someUser();
    await requestReset(user.email.toUpperCase());
    const [letter] = lettersTo(crm, user.email);
    expect(letter).toMatchObject({ subject: 'Choose a new password' });
    const token = tokenTo(crm, user.email);
    expect(letter?.body).toContain(`https://plat.test/#reset-password=${token}\n`);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await rowsOf(crm, 'account_tokens', user)).toMatchObject([
      { token_hash: sha256(token), expires_at: new Date('2027-03-01T09:10:00Z') },
    ]);
    const told = JSON.stringify([await rowsOf(crm, 'outbox_events', user, 'subject_id'), await rowsOf(crm, 'account_tokens', user)]);
    expect(told).not.toContain(token);
    expect(await eventsOf(crm, user)).toEqual(['user.password_reset_requested']);
  });

  it('answers the same to the byte for unknown, inactive and impatient', async () => {
    const [known, inactive] = [await someUser(), await someUser({ isActive: false })];
    const answers: string[] = [];
    for (const email of [known.email, known.email, inactive.email, someEmail()]) answers.push(JSON.stringify(await requestReset(email)));
    expect(new Set(answers).size).toBe(1);
    expect([lettersTo(crm, known.email).length, lettersTo(crm, inactive.email).length]).toEqual([1, 0]);
  });

  it('sends its letter at once, whatever other letters strangers and changes have just caused', async () => {
    const user = await someUser();
    await account(crm, 'signUp', { input: { email: user.email, password: OTHER } });
    expect(lettersTo(crm, user.email).map(({ subject }) => subject)).toEqual(['You have an account already']);
    await requestReset(user.email);
    await requestReset(user.email);
    expect(lettersTo(crm, user.email).map(({ subject }) => subject)).toEqual(['You have an account already', 'Choose a new password']);
    await reset(tokenTo(crm, user.email));
    await requestReset(user.email); // the letter that says so tells whoever it was not to do this
    expect(await fits(user.email, OTHER)).toBe(true);
    await reset(tokenTo(crm, user.email), PASSWORD);
    expect(await fits(user.email, PASSWORD)).toBe(true);
  });

  it('takes back the access tokens that whoever had the password before has made', async () => {
    const user = await someUser();
    const made = await createToken(await session(user.email));
    expect((await reset(await resetToken(user.email))).errors).toBeUndefined();
    expect(await rowsOf(crm, 'access_tokens', user)).toMatchObject([{ id: made, revoked_at: START, version: 2 }]);
    expect(await eventsOf(crm, { id: made })).toEqual(['access_token.created', 'access_token.revoked']);
  });

  it('sets the password, ends all sessions and locks, confirms the address, and tells its owner', async () => {
    const user = await someUser();
    await session(user.email);
    await crm.given((db) =>
      db.query(`UPDATE users SET login_attempts = 10, locked_until = $2 WHERE id = $1`, [user.id, '2027-03-01T10:00:00Z']),
    );
    expect((await reset(await resetToken(user.email))).data.resetPassword.accepted).toBe(true);
    expect(await activeSessions(user)).toEqual([]);
    expect(await revocations(user)).toMatchObject([{ kind: 'USER' }]);
    expect([await fits(user.email, PASSWORD), await fits(user.email, OTHER)]).toEqual([false, true]);
    expect(lettersTo(crm, user.email).at(-1)?.subject).toBe('Your password was changed');
    expect((await crm.ask(viewerOf(user), '{ me { emailVerifiedAt loginAttempts lockedUntil } }')).data.me).toEqual({
      emailVerifiedAt: START.toISOString(),
      loginAttempts: 0,
      lockedUntil: null,
    });
    expect((await eventsOf(crm, user)).filter((type) => /reset/.test(type))).toEqual([
      'user.password_reset_requested',
      'user.password_reset',
    ]);
  });

  it('ends the access tokens of partners', async () => {
    const [user, another] = [await someUser(), await someUser()];
    const [one, two, foreign] = [await crm.accessToken(user), await crm.accessToken(user), await crm.accessToken(another)];
    expect((await reset(await resetToken(user.email))).errors).toBeUndefined();
    expect([await tokensOf(user), await tokensOf(another)]).toEqual([{ [one.id]: time.now, [two.id]: time.now }, { [foreign.id]: null }]);
    for (const token of [one, two]) {
      expect(await eventsOf(crm, token)).toEqual(['access_token.revoked']);
    }
    expect([await revocations(user), await revocations(another)]).toMatchObject([[{ kind: 'USER' }], []]);
  });

  it('is done while exchanges does not answer, and leaves open who the user is', async () => {
    const contact = await crm.contact();
    const user = await someUser({ email: contact.email });
    crm.outside.isAlone = true;
    const { errors } = await reset(await resetToken(user.email));
    crm.outside.isAlone = false;
    const contactIdOf = async () => (await crm.given((db) => db.findOneByOrFail(User, { id: user.id }))).contactId;
    expect([errors, await fits(user.email, OTHER), await contactIdOf()]).toEqual([undefined, true, null]);
    later(2);
    expect((await reset(await resetToken(user.email), PASSWORD)).errors).toBeUndefined();
    expect(await contactIdOf()).toBe(contact.id);
  });

  it('forgets devices that the old password let in, and what their sessions could ask for again', async () => {
    const user = await someUser();
    const { refreshToken } = (await crm.ask(NOBODY, SIGN_IN, { email: user.email, password: PASSWORD })).data.signIn;
    expect((await crm.ask(NOBODY, REFRESH, { refreshToken })).errors).toBeUndefined();
    await reset(await resetToken(user.email));
    expect(await rowsOf(crm, 'known_devices', user)).toEqual([]);
    const kept = await crm.given((db) =>
      db.query('SELECT t.sealed_pair FROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id WHERE s.user_id = $1', [user.id]),
    );
    expect(kept).toEqual([{ sealed_pair: null }]);
    expect(codeOf(await crm.ask(NOBODY, REFRESH, { refreshToken }))).toBe('UNAUTHENTICATED');
  });

  it('takes a token once, of several at once as well', async () => {
    const user = await someUser();
    const token = await resetToken(user.email);
    const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => reset(token, `${OTHER} ${n}`)));
    expect(answers.map(codeOf).sort()).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT', undefined]);
    expect(codeOf(await reset(token))).toBe('BAD_USER_INPUT');
  });

  it('takes no token after ten minutes, after a newer one, of an address of the past, or of somebody who is out', async () => {
    const [slow, again, moved, out] = [await someUser(), await someUser(), await someUser(), await someUser()];
    const first = await resetToken(again.email);
    const [ofMoved, ofOut] = [await resetToken(moved.email), await resetToken(out.email)];
    await crm.given((db) => db.query('UPDATE users SET email = $2 WHERE id = $1', [moved.id, someEmail()]));
    await crm.given((db) => db.query('UPDATE users SET is_active = false WHERE id = $1', [out.id]));
    const late = await resetToken(slow.email);
    later(2);
    const second = await resetToken(again.email);
    expect(second).not.toBe(first);
    for (const token of [first, ofMoved, ofOut])
      expect(faultsOf(await reset(token))).toEqual({ 'input.token': 'is not valid, or no longer' });
    expect((await reset(second)).errors).toBeUndefined();
    later(8);
    expect(codeOf(await reset(late))).toBe('BAD_USER_INPUT');
    expect(await fits(slow.email, PASSWORD)).toBe(true);
  });

  it('sets the password of the token’s user alone', async () => {
    const [ann, bob] = [await someUser(), await someUser()];
    await resetToken(bob.email);
    await reset(await resetToken(ann.email));
    expect([await fits(ann.email, OTHER), await fits(bob.email, OTHER)]).toEqual([true, false]);
    expect(await revocations(bob)).toEqual([]);
  });

  it('hashes nothing for a token that is none, and refuses it for what else it opens', async () => {
    const user = await someUser();
    for (const token of ['', 'x', 'x'.repeat(100_000), '\0', `' OR true --`])
      expect(codeOf(await reset(token, 'y'))).toBe('BAD_USER_INPUT');
    const token = await resetToken(user.email);
    expect(codeOf(await account(crm, 'verifyEmail', { token }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await account(crm, 'acceptInvitation', { input: { token, password: OTHER } }))).toBe('BAD_USER_INPUT');
    expect(faultsOf(await reset(token, 'password'))).toEqual({ 'input.newPassword': 'is among the most common passwords' });
    expect((await reset(token)).errors).toBeUndefined(); // a refused password leaves the token
  });
});

describe('a hash that is weaker than ours', () => {
  it('is replaced at the next sign-in, and none of the stored ones is below the floor afterwards', async () => {
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    const user = await crm.user({ passwordHash: weak });
    expect(await fits(user.email, 'a wrong one')).toBe(false);
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([{ password_hash: weak }]);
    expect(await fits(user.email, PASSWORD)).toBe(true);
    const [{ password_hash: renewed }] = await rowsOf(crm, 'users', user, 'id');
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await eventsOf(crm, user)).toEqual(['user.password_rehashed']);
    expect(JSON.stringify(await rowsOf(crm, 'outbox_events', user, 'subject_id'))).not.toContain('argon2');
    await fits(user.email, PASSWORD);
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([{ password_hash: renewed, version: 1 }]);
  });
});

describe('a user whom an administrator made', () => {
  it('gets a letter that lasts a week, and chooses the password with it', async () => {
    const boss = viewerOf(await crm.user({ role: UserRole.ADMIN }));
    const email = someEmail();
    const { data } = await crm.ask(
      boss,
      'mutation ($email: EmailAddress!) { createUser(input: { email: $email, role: COORDINATOR }) { id } }',
      { email },
    );
    await crm.outside.mailer.settled();
    expect(lettersTo(crm, email).map(({ subject }) => subject)).toEqual(['Your account at Plat']);
    later(7 * 24 * 60 - 1);
    expect((await reset(tokenTo(crm, email))).errors).toBeUndefined();
    expect(await fits(email, OTHER)).toBe(true);
    expect(await revocations(data.createUser)).toHaveLength(1);
  });

  it('gets none when the user was not made', async () => {
    const [boss, known] = [viewerOf(await crm.user({ role: UserRole.ADMIN })), await someUser()];
    const { errors } = await crm.ask(boss, 'mutation ($email: EmailAddress!) { createUser(input: { email: $email }) { id } }', {
      email: known.email,
    });
    await crm.outside.mailer.settled();
    expect([errors?.[0]?.extensions?.code, lettersTo(crm, known.email)]).toEqual(['CONFLICT', []]);
  });
});
