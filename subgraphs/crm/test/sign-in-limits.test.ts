import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { networkOf } from '@plat/shared/access/network';
import { NOBODY } from '@plat/shared/access/viewer';
import { ADDRESS_LIMIT } from '../src/session/address-throttle';
import { User } from '../src/user/user.entity';
import type { TestCrm } from './crm.factory';

// Comparisons are counted, so what makes them is loaded after argon2 has its counter.
const argon2 = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
const verify = jest.fn(argon2.verify);
jest.doMock('@node-rs/argon2', () => ({ ...argon2, verify }));
const { startTestCrm } = require('./crm.factory') as typeof import('./crm.factory');
const { hashPassword } = require('../src/session/password') as typeof import('../src/session/password');

const START = new Date('2027-03-01T09:00:00Z');
const PASSWORD = 'a quiet harbour at noon';
const SIGN_IN =
  'mutation ($email: EmailAddress!, $password: String!) { signIn(input: { email: $email, password: $password }) { user { id } } }';

let crm: TestCrm;
let now = START;
beforeAll(async () => {
  crm = await startTestCrm({ clock: () => now });
});
afterAll(() => crm.stop());
beforeEach(() => {
  now = START;
});

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};
/** Each user has a hash of its own, by which comparisons of its password are told from those of others. */
const someUser = async (values = {}) => crm.user({ passwordHash: await hashPassword(PASSWORD), ...values });
const signIn = ({ email }: Pick<User, 'email'>, password = PASSWORD, address?: string) =>
  crm.ask(NOBODY, SIGN_IN, { email, password }, { address });
const guesses = async (user: Pick<User, 'email'>, count: number, address?: string) => {
  for (let n = 0; n < count; n += 1) await signIn(user, `guess ${n}`, address);
};
const stateOf = ({ id }: User) => crm.given((db) => db.findOneByOrFail(User, { id }));
const compared = ({ passwordHash }: User) => verify.mock.calls.filter(([hash]) => hash === passwordHash).length;
const codeOf = ({ errors }: Awaited<ReturnType<typeof signIn>>) => errors?.[0]?.extensions?.code;
const someAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

describe('guessing a password', () => {
  it('answers unknown, wrong, locked, inactive and not confirmed with the same words', async () => {
    const [wrong, locked, inactive, fresh] = [
      await someUser(),
      await someUser({ lockedUntil: new Date('2027-03-01T09:01:00Z') }),
      await someUser({ isActive: false }),
      await crm.unconfirmedUser({ passwordHash: await hashPassword(PASSWORD) }),
    ];
    const answers = [
      await signIn({ email: 'nobody@example.com' }),
      await signIn(wrong, 'a wrong guess'),
      await signIn(locked),
      await signIn(inactive),
      await signIn(fresh),
      await signIn(wrong, 'x'.repeat(1_025)),
    ].map(({ data, errors }) => ({ data, message: errors?.[0]?.message, code: errors?.[0]?.extensions?.code }));
    expect(answers[0]).toMatchObject({ data: { signIn: null }, code: 'UNAUTHENTICATED' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([locked, inactive, fresh].map(compared)).toEqual([0, 0, 0]);
  });

  it('locks at the tenth failure, for the right password too, and opens a quarter of an hour later', async () => {
    const user = await someUser();
    await guesses(user, 10);
    expect(await stateOf(user)).toMatchObject({ loginAttempts: 10, lockedUntil: new Date('2027-03-01T09:15:00Z') });
    expect(codeOf(await signIn(user))).toBe('UNAUTHENTICATED');
    later(14);
    expect(codeOf(await signIn(user))).toBe('UNAUTHENTICATED');
    later(1);
    expect((await signIn(user)).data.signIn.user.id).toBe(user.id);
    expect(await stateOf(user)).toMatchObject({ loginAttempts: 0, lockedUntil: null, lastLoginDate: now });
  });

  it('locks twice as long each time, and a day at most', async () => {
    const user = await someUser();
    const minutes: number[] = [];
    for (let lock = 0; lock < 9; lock += 1) {
      await crm.given((db) => db.update(User, user.id, { loginAttempts: lock * 10 + 9 }));
      await signIn(user, 'the tenth guess');
      const { lockedUntil } = await stateOf(user);
      minutes.push(((lockedUntil?.getTime() ?? 0) - now.getTime()) / 60_000);
      later(1_440);
    }
    expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1_440, 1_440]);
  });

  it('forgets failures after a success', async () => {
    const user = await someUser();
    await guesses(user, 9);
    expect((await signIn(user)).errors).toBeUndefined();
    await guesses(user, 9);
    expect((await signIn(user)).errors).toBeUndefined();
  });

  it('compares ten guesses of a hundred aliases in one request, and no more', async () => {
    const user = await someUser();
    const aliases = Array.from(
      { length: 100 },
      (_, n) => `a${n}: signIn(input: { email: "${user.email}", password: "guess ${n}" }) { accessToken }`,
    );
    await crm.ask(NOBODY, `mutation { ${aliases.join(' ')} }`);
    expect(compared(user)).toBe(10);
  });

  it('compares ten of fifty guesses at once from fifty addresses, and no more', async () => {
    const user = await someUser();
    await Promise.all(Array.from({ length: 50 }, (_, n) => signIn(user, `guess ${n}`, someAddress())));
    expect(compared(user)).toBe(10);
    expect(await stateOf(user)).toMatchObject({ loginAttempts: 10 });
  });

  it('records the lock, without the password', async () => {
    const user = await someUser();
    await guesses(user, 12);
    const events = await crm.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1', [user.id]),
    );
    expect(events).toMatchObject([{ type: 'user.locked', actor_user_id: null, payload: { new: { login_attempts: 10 } } }]);
    expect(JSON.stringify(events)).not.toContain('argon2');
  });

  it('refuses who was deactivated while the password was compared', async () => {
    const user = await someUser();
    verify.mockImplementationOnce(async () => {
      await crm.given((db) => db.update(User, user.id, { isActive: false }));
      return true;
    });
    expect(codeOf(await signIn(user))).toBe('UNAUTHENTICATED');
  });
});

describe('sign-ins of one address', () => {
  /** As though so many sign-ins of the address had failed just now. */
  const failed = (address: string, attempts: number) =>
    crm.given((db) =>
      db.query('INSERT INTO sign_in_throttles (network, window_start, attempts) VALUES (network($1::inet), $2, $3)', [
        networkOf(address),
        now,
        attempts,
      ]),
    );

  it('are refused above the limit whoever they are for, until the window ends', async () => {
    const [address, user] = [someAddress(), await someUser()];
    await failed(address, ADDRESS_LIMIT - 1);
    expect(codeOf(await signIn({ email: 'nobody@example.com' }, 'x', address))).toBe('UNAUTHENTICATED');
    expect(codeOf(await signIn(user, PASSWORD, address))).toBe('RATE_LIMITED');
    expect(codeOf(await signIn({ email: 'nobody@example.com' }, 'x', address))).toBe('RATE_LIMITED');
    expect([compared(user), (await stateOf(user)).loginAttempts]).toEqual([0, 0]);
    expect((await signIn(user, PASSWORD, someAddress())).errors).toBeUndefined();
    later(15);
    expect((await signIn(user, PASSWORD, address)).errors).toBeUndefined();
  });

  it('do not count when they succeed', async () => {
    const [address, user] = [someAddress(), await someUser()];
    await failed(address, ADDRESS_LIMIT - 1);
    for (let n = 0; n < 3; n += 1) expect((await signIn(user, PASSWORD, address)).errors).toBeUndefined();
  });

  it('count together for the /64 of an IPv6 address', async () => {
    const user = await someUser();
    const prefix = `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}`;
    await failed(`${prefix}::1`, ADDRESS_LIMIT);
    expect(codeOf(await signIn(user, PASSWORD, `${prefix}:ffff::2`))).toBe('RATE_LIMITED');
  });

  it('are forgotten some time after their window ended', async () => {
    const [old, fresh] = [someAddress(), someAddress()];
    await failed(old, 5);
    later(16);
    await guesses({ email: 'nobody@example.com' }, 1, fresh);
    const left = await crm.given((db) => db.query('SELECT 1 FROM sign_in_throttles WHERE network = $1::cidr', [networkOf(old)]));
    expect(left).toEqual([]);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7/32'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['fe80::1%eth0', 'fe80::1/64'],
    ['no address', undefined],
    [undefined, undefined],
  ])('are of the network of %s: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
