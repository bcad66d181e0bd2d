import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hashPassword } from '../src/session/password';
import type { User } from '../src/user/user.entity';
import { startTestCrm, type TestCrm } from './crm.factory';
import { PASSWORD, rowsOf, signIn } from './sign-in';

let crm: TestCrm;
let passwordHash: string;
beforeAll(async () => {
  crm = await startTestCrm();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => crm.stop());

describe('signing in', () => {
  it.each([(email: string) => email, (email: string) => email.toUpperCase(), (email: string) => `A${email.slice(1)}`])(
    'takes the password, and the address in any case',
    async (written) => {
      const user = await crm.user({ email: `a${randomUUID()}@Example.com`, passwordHash });
      const { data, errors } = await signIn(crm, written(user.email));
      expect(errors).toBeUndefined();
      expect(data.signIn.user).toEqual({ id: user.id, email: user.email });
    },
  );

  it('says nothing but no to somebody unknown, wrong, inactive, not confirmed or locked, after the same work', async () => {
    const email = (values: object) => crm.user({ passwordHash, ...values }).then((user) => user.email);
    const verify = jest.spyOn(require('@node-rs/argon2') as { verify: () => void }, 'verify');
    const attempts: [email: string, password: string][] = [
      [`${randomUUID()}@example.com`, PASSWORD],
      [await email({}), 'wrong'],
      [await email({}), ''],
      [await email({}), `${PASSWORD} `],
      [await email({}), PASSWORD.toUpperCase()],
      [await email({}), '\0'],
      [await email({ isActive: false }), PASSWORD],
      [(await crm.unconfirmedUser({ passwordHash })).email, PASSWORD],
      [await email({ lockedUntil: new Date(Date.now() + 3_600_000) }), PASSWORD],
      [await email({ passwordHash: 'none' }), 'none'],
      [await email({ passwordHash: '' }), ''],
    ];
    for (const [address, password] of attempts) {
      verify.mockClear();
      const { data, errors } = await signIn(crm, address, password);
      expect([data, errors]).toEqual([
        { signIn: null },
        [
          expect.objectContaining({
            message: 'The e-mail address or the password is wrong.',
            extensions: { code: 'UNAUTHENTICATED', requestId: 'sign-in' },
          }),
        ],
      ]);
      expect(verify).toHaveBeenCalledTimes(1);
    }
  });

  it('leaves nothing behind when it is refused', async () => {
    const user = await crm.user({ passwordHash });
    await signIn(crm, user.email, 'wrong');
    expect(await rowsOf(crm, 'user_sessions', user)).toEqual([]);
    expect(await rowsOf(crm, 'outbox_events', user, 'actor_user_id')).toEqual([]);
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([{ last_login_date: null, last_login_ip: null, version: 1 }]);
  });

  it('counts nothing against an account whose address is not confirmed, nor against one that has confirmed another address', async () => {
    const [fresh, moved] = [await crm.unconfirmedUser({ passwordHash }), await crm.user({ passwordHash })];
    await crm.given((db) => db.query('UPDATE users SET email = $2 WHERE id = $1', [moved.id, `${randomUUID()}@example.com`]));
    for (const { id } of [fresh, moved]) {
      const [{ email }] = await rowsOf(crm, 'users', { id } as User, 'id');
      expect((await signIn(crm, email)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
      expect(await rowsOf(crm, 'users', { id } as User, 'id')).toMatchObject([{ login_attempts: 0, locked_until: null }]);
      expect(await rowsOf(crm, 'user_sessions', { id } as User)).toEqual([]);
    }
  });

  it('takes a lock that is over for none, and clears it', async () => {
    const user = await crm.user({ passwordHash, lockedUntil: new Date(0), loginAttempts: 4 });
    expect((await signIn(crm, user.email)).errors).toBeUndefined();
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([{ locked_until: null, login_attempts: 0 }]);
  });

  it.each([
    ['a byte too many', 'x'.repeat(1_025)],
    ['letters of two bytes', 'é'.repeat(513)],
    ['a megabyte', 'x'.repeat(1_048_576)],
  ])('refuses a password of %s without hashing it', async (_, password) => {
    const user = await crm.user({ passwordHash });
    const verify = jest.spyOn(require('@node-rs/argon2') as { verify: () => void }, 'verify');
    const { errors } = await signIn(crm, user.email, password);
    expect(errors?.[0]).toMatchObject({ message: 'The e-mail address or the password is wrong.', extensions: { code: 'UNAUTHENTICATED' } });
    expect(verify).not.toHaveBeenCalled();
  });

  it('takes a password of 1,024 bytes to the last one', async () => {
    const user = await crm.user({ passwordHash: await hashPassword('é'.repeat(512)) });
    expect((await signIn(crm, user.email, 'é'.repeat(512))).errors).toBeUndefined();
    expect((await signIn(crm, user.email, `${'é'.repeat(511)}è`)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('keeps passwords as argon2id hashes at OWASP’s floor or above, each with a salt of its own', async () => {
    const [, kind, version, parameters, salt, hash] = passwordHash.split('$') as string[];
    const { m, t, p } = Object.fromEntries((parameters as string).split(',').map((one) => one.split('='))) as Record<string, string>;
    expect([kind, version]).toEqual(['argon2id', 'v=19']);
    expect(Number(m)).toBeGreaterThanOrEqual(19_456);
    expect(Number(t)).toBeGreaterThanOrEqual(2);
    expect(Number(p)).toBeGreaterThanOrEqual(1);
    expect([salt, hash].map((text) => Buffer.from(text as string, 'base64').length)).toEqual([16, 32]);
    expect(await hashPassword(PASSWORD)).not.toBe(passwordHash);
  });
});
