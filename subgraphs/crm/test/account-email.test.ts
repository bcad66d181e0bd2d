import { beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { account, codeOf, eventsOf, faultsOf, lettersTo, someEmail, tokenTo } from './account';
import { type TestCrm, viewerOf } from './crm.factory';
import { crmInTime } from './crm-in-time';
import { rowsOf, signIn } from './sign-in';

const PASSWORD = 'a quiet harbour at noon';
const OTHER = 'the tide comes in at six';
const REFRESH = 'mutation ($refreshToken: String!) { refreshSession(input: { refreshToken: $refreshToken }) { accessToken } }';

const time = crmInTime(PASSWORD);
let crm: TestCrm;
let passwordHash: string;
beforeAll(() => {
  ({ crm, passwordHash } = time);
});

const someUser = (values = {}) => crm.user({ passwordHash, ...values });
const fits = async (email: string, password: string) => !(await signIn(crm, email, password)).errors;

describe('changing an e-mail address', () => {
  const change = (as: Viewer, email: string, password = PASSWORD) => account(crm, 'changeEmail', { input: { email, password } }, as);

  it('takes effect when the new address is confirmed, and tells the old one at once', async () => {
    const user = await someUser();
    const email = someEmail();
    await account(crm, 'requestPasswordReset', { email: user.email });
    const ofOld = tokenTo(crm, user.email);
    time.later(2 * 60_000);
    expect((await change(viewerOf(user), email)).data.changeEmail.accepted).toBe(true);
    expect(lettersTo(crm, user.email).at(-1)?.subject).toBe('Your e-mail address is about to change');
    const { refreshToken } = (await signIn(crm, user.email, PASSWORD)).data.signIn;
    expect((await account(crm, 'verifyEmail', { token: tokenTo(crm, email) })).errors).toBeUndefined();
    expect((await crm.ask(NOBODY, REFRESH, { refreshToken })).errors).toBeUndefined();
    expect([await fits(user.email, PASSWORD), await fits(email, PASSWORD)]).toEqual([false, true]);
    expect((await crm.ask(viewerOf(user), '{ me { email emailVerifiedAt version } }')).data.me).toEqual({
      email,
      emailVerifiedAt: time.now.toISOString(),
      version: 2,
    });
    expect(codeOf(await account(crm, 'resetPassword', { input: { token: ofOld, newPassword: OTHER } }))).toBe('BAD_USER_INPUT');
    expect(await eventsOf(crm, user)).toEqual(
      expect.arrayContaining(['user.email_change_requested', 'user.email_changed', 'user.email_verified']),
    );
  });

  it('asks for the password again, whoever has a token', async () => {
    const user = await someUser();
    const email = someEmail();
    expect(faultsOf(await change(viewerOf(user), email, 'stolen token only'))).toEqual({ 'input.password': 'is wrong' });
    expect(codeOf(await change(NOBODY, email))).toBe('UNAUTHENTICATED');
    expect([lettersTo(crm, user.email), lettersTo(crm, email)]).toEqual([[], []]);
  });

  it('answers the same for an address of somebody else, whom it tells', async () => {
    const [user, other] = [await someUser(), await someUser()];
    const answers = [await change(viewerOf(user), other.email.toUpperCase()), await change(viewerOf(user), someEmail())];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(lettersTo(crm, other.email).map(({ subject }) => subject)).toEqual(['You have an account already']);
    expect(await rowsOf(crm, 'account_tokens', other)).toEqual([]);
  });

  it('tells who signs up with an address nothing of somebody who moves to it at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [user, email] = [await someUser(), someEmail()];
      await change(viewerOf(user), email);
      const token = tokenTo(crm, email);
      const [moved, signedUp] = await Promise.all([
        account(crm, 'verifyEmail', { token }),
        account(crm, 'signUp', { input: { email, password: OTHER } }),
      ]);
      expect(signedUp.errors).toBeUndefined();
      expect([undefined, 'Another account has this address by now.']).toContain(moved.errors?.[0]?.message);
    }
  });

  it('leaves the address to whoever was faster', async () => {
    const user = await someUser();
    const email = someEmail();
    await change(viewerOf(user), email);
    await crm.user({ email });
    expect(codeOf(await account(crm, 'verifyEmail', { token: tokenTo(crm, email) }))).toBe('CONFLICT');
    expect(await fits(user.email, PASSWORD)).toBe(true);
  });
});
