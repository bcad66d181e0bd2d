import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import { UserSession } from '../src/session/session.entity';
import { User, UserRole } from '../src/user/user.entity';
import type { TestCrm } from './crm.factory';
import { crmInTime, START } from './crm-in-time';
import { PASSWORD, rowsOf, sha256, signIn } from './sign-in';

const REFRESH =
  'mutation ($refreshToken: String!) { refreshSession(input: { refreshToken: $refreshToken }) { accessToken refreshToken expiresAt } }';
const LAPTOP = { address: '203.0.113.7', userAgent: 'Browser 1' };

const time = crmInTime(PASSWORD);
let crm: TestCrm;
let passwordHash: string;
beforeAll(() => {
  ({ crm, passwordHash } = time);
});

const later = (seconds: number) => time.later(seconds * 1_000);
const someone = async () => {
  const user = await crm.user({ passwordHash });
  const { data, errors } = await signIn(crm, user.email, PASSWORD, LAPTOP);
  expect(errors).toBeUndefined();
  return { user, first: data.signIn.refreshToken as string };
};
const refresh = (refreshToken: string, origin: Partial<RequestOrigin> = LAPTOP) => crm.ask(NOBODY, REFRESH, { refreshToken }, origin);
const next = async (token: string, origin?: Partial<RequestOrigin>) => {
  const { data, errors } = await refresh(token, origin);
  expect(errors).toBeUndefined();
  return data.refreshSession as { accessToken: string; refreshToken: string; expiresAt: string };
};
const sessionOf = async (user: User) => (await rowsOf(crm, 'user_sessions', user))[0];
const isRefused = ({ data, errors }: Awaited<ReturnType<typeof refresh>>) =>
  expect({ data, error: errors?.map(({ message, extensions }) => [message, extensions?.code]) }).toEqual({
    data: { refreshSession: null },
    error: [['The refresh token is not valid, or no longer; sign in again.', 'UNAUTHENTICATED']],
  });
const revocationsOf = (id: string) => crm.given((db) => db.query('SELECT kind FROM revocations WHERE subject_id = $1', [id]));
const eventsOf = (id: string) =>
  crm.given((db) => db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

describe('refreshing a session', () => {
  it('is refused while the present address is not confirmed, and goes on when it is another one that is', async () => {
    const { user, first } = await someone();
    const email = `moved-${user.email}`;
    await crm.given((db) => db.query('UPDATE users SET email = $2 WHERE id = $1', [user.id, email]));
    isRefused(await refresh(first));
    expect((await sessionOf(user)).is_active).toBe(true);
    await crm.given((db) => db.query('UPDATE email_verifications SET email = upper($2) WHERE user_id = $1', [user.id, email]));
    await next(first);
  });

  it('gives new tokens, keeps hashes of them, and says when it was used', async () => {
    const { user, first } = await someone();
    later(60);
    const { accessToken, refreshToken } = await next(first);
    expect(await sessionOf(user)).toMatchObject({
      is_active: true,
      session_token: sha256(accessToken),
      refresh_token: sha256(refreshToken),
      last_used: time.now,
    });
    const third = await next(refreshToken);
    expect(new Set([first, refreshToken, third.refreshToken]).size).toBe(3);
  });

  it('reads the rights anew', async () => {
    const { user, first } = await someone();
    await crm.given((db) => db.update(User, user.id, { role: UserRole.SUPPORT }));
    const { accessToken } = await next(first);
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString());
    expect(claims).toMatchObject({ sub: user.id, sid: (await sessionOf(user)).id, role: 'SUPPORT' });
    expect(claims.permissions).toContain('client:read');
  });

  it('is recorded, without a token or the hash of one', async () => {
    const { user, first } = await someone();
    const { accessToken, refreshToken } = await next(first);
    const events = await eventsOf((await sessionOf(user)).id);
    expect(events).toMatchObject([
      { type: 'session.started' },
      { type: 'session.refreshed', actor_user_id: user.id, payload: { new: { refresh_token: '[redacted]' } } },
    ]);
    for (const secret of [first, accessToken, refreshToken].flatMap((token) => [token, sha256(token)]))
      expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('ends thirty days after the sign-in, however often it is used', async () => {
    const { first } = await someone();
    later(29 * 86_400);
    const { refreshToken } = await next(first);
    later(86_400);
    isRefused(await refresh(refreshToken));
  });

  it('goes on while strangers lock the account', async () => {
    const { user, first } = await someone();
    await crm.given((db) => db.update(User, user.id, { loginAttempts: 10, lockedUntil: new Date(START.getTime() + 900_000) }));
    expect((await next(first)).refreshToken).toBeDefined();
  });

  it('is refused in the same words for unknown, malformed, ended and inactive', async () => {
    const [ended, inactive] = [await someone(), await someone()];
    await crm.given((db) => db.update(UserSession, { userId: ended.user.id }, { isActive: false }));
    await crm.given((db) => db.update(User, inactive.user.id, { isActive: false }));
    for (const token of ['x'.repeat(43), '', 'ü', 'x'.repeat(1_000_000), ended.first, inactive.first]) isRefused(await refresh(token));
    expect(await sessionOf(inactive.user)).toMatchObject({ refresh_token: sha256(inactive.first) });
  });
});

describe('a refresh token that comes back', () => {
  it('gets the same pair again within ten seconds from the same client, and nothing more is issued', async () => {
    const { user, first } = await someone();
    const pair = await next(first);
    later(9);
    expect(await next(first)).toEqual(pair);
    expect(await sessionOf(user)).toMatchObject({ refresh_token: sha256(pair.refreshToken) });
    expect((await next(pair.refreshToken)).refreshToken).not.toBe(pair.refreshToken);
  });

  it('counts a network of IPv6 as one client', async () => {
    const { first } = await someone();
    const prefix = `2001:db8:${randomInt(65_536).toString(16)}:1`;
    const pair = await next(first, { ...LAPTOP, address: `${prefix}::1` });
    expect(await next(first, { ...LAPTOP, address: `${prefix}:ffff::2` })).toEqual(pair);
  });

  it.each<[string, number, Partial<RequestOrigin>]>([
    ['after ten seconds', 10, LAPTOP],
    ['from another network', 1, { ...LAPTOP, address: '203.0.113.8' }],
    ['from another browser', 1, { ...LAPTOP, userAgent: 'Browser 2' }],
    ['from nowhere', 1, { userAgent: LAPTOP.userAgent }],
  ])('ends the session %s, for both holders', async (_, seconds, origin) => {
    const { user, first } = await someone();
    const { refreshToken } = await next(first);
    later(seconds);
    isRefused(await refresh(first, origin));
    const session = await sessionOf(user);
    expect(session.is_active).toBe(false);
    isRefused(await refresh(refreshToken));
    isRefused(await refresh(first));
    expect(await revocationsOf(session.id)).toEqual([{ kind: 'SESSION' }]);
    expect((await eventsOf(session.id)).slice(2)).toMatchObject([
      { type: 'session.reused', actor_user_id: null, payload: { userId: user.id, new: { is_active: false } } },
    ]);
  });

  it('ends the session when it is older than the one before, however soon', async () => {
    const { user, first } = await someone();
    const { refreshToken } = await next((await next(first)).refreshToken);
    isRefused(await refresh(first));
    isRefused(await refresh(refreshToken));
    expect((await sessionOf(user)).is_active).toBe(false);
  });

  it('ends no other session of the user', async () => {
    const { user, first } = await someone();
    const other = (await signIn(crm, user.email, PASSWORD, LAPTOP)).data.signIn.refreshToken;
    await next(first);
    later(60);
    isRefused(await refresh(first));
    expect((await next(other)).refreshToken).toBeDefined();
  });

  it('gets nothing back from a session that was signed out of meanwhile', async () => {
    const { user, first } = await someone();
    await next(first);
    await crm.given((db) => db.update(UserSession, { userId: user.id }, { isActive: false }));
    isRefused(await refresh(first));
  });
});

describe('what the database has of a family', () => {
  const rows = (user: User) =>
    crm.given((db) =>
      db.query('SELECT t.* FROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id WHERE s.user_id = $1 ORDER BY exchanged_at', [
        user.id,
      ]),
    );

  it('opens nothing without the token that was presented, and is cleared with the next exchange', async () => {
    const { user, first } = await someone();
    const pair = await next(first);
    const [row] = await rows(user);
    expect(row).toMatchObject({ token_hash: sha256(first), network: '203.0.113.7/32', sealed_pair: expect.any(String) });
    for (const secret of [first, pair.accessToken, pair.refreshToken]) {
      expect(JSON.stringify(row)).not.toContain(secret);
      expect(Buffer.from(row.sealed_pair, 'base64url').includes(secret)).toBe(false);
    }
    later(1);
    await next(pair.refreshToken);
    expect((await rows(user)).map((one: { sealed_pair: string | null }) => one.sealed_pair !== null)).toEqual([false, true]);
  });

  it('goes with a later sign-in, when the session has ended', async () => {
    const { user, first } = await someone();
    await next(first);
    later(31 * 86_400);
    await signIn(crm, user.email);
    expect(await rows(user)).toEqual([]);
  });
});
