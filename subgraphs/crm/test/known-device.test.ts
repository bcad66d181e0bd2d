import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { ADDRESS_LIMIT } from '../src/session/address-throttle';
import { MAX_DEVICES } from '../src/session/known-device';
import { User } from '../src/user/user.entity';
import type { TestCrm } from './crm.factory';
import { crmInTime } from './crm-in-time';
import { PASSWORD, rowsOf, sha256 } from './sign-in';

const SIGN_IN = `mutation ($email: EmailAddress!, $password: String!, $deviceToken: String) {
  signIn(input: { email: $email, password: $password, deviceToken: $deviceToken }) { deviceToken user { id } } }`;

const time = crmInTime(PASSWORD);
let crm: TestCrm;
let passwordHash: string;
beforeAll(() => {
  ({ crm, passwordHash } = time);
});

const someone = () => crm.user({ passwordHash });
const signIn = ({ email }: Pick<User, 'email'>, deviceToken?: string, password = PASSWORD, address?: string) =>
  crm.ask(NOBODY, SIGN_IN, { email, password, deviceToken }, { address });
const deviceOf = async (user: User, deviceToken?: string) => {
  const { data, errors } = await signIn(user, deviceToken);
  expect(errors).toBeUndefined();
  return data.signIn.deviceToken as string;
};
const wrong = async (user: User, count: number, deviceToken?: string) => {
  for (let n = 0; n < count; n += 1) expect(code(await signIn(user, deviceToken, `guess ${n}`))).toBe('UNAUTHENTICATED');
};
const code = ({ errors }: Awaited<ReturnType<typeof signIn>>) => errors?.[0]?.extensions?.code;
const attemptsOf = async (user: User) => (await rowsOf(crm, 'users', user, 'id'))[0].login_attempts;
const failuresOf = async (user: User) => (await rowsOf(crm, 'known_devices', user)).map(({ failures }: { failures: number }) => failures);

describe('a known device', () => {
  it('is remembered by the hash of a token, once', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    expect(await deviceOf(user, token)).toBe(token);
    expect(await rowsOf(crm, 'known_devices', user)).toMatchObject([{ token_hash: sha256(token), failures: 0 }]);
    const events = await crm.given((db) =>
      db.query(`SELECT type, payload FROM outbox_events WHERE actor_user_id = $1 AND type LIKE 'known_device.%'`, [user.id]),
    );
    expect(events).toMatchObject([{ type: 'known_device.added', payload: { new: { token_hash: '[redacted]' } } }]);
  });

  it('gets in while strangers lock the account, and leaves their lock as it is', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await wrong(user, 10);
    expect(code(await signIn(user))).toBe('UNAUTHENTICATED');
    expect((await signIn(user, token)).data.signIn.user).toEqual({ id: user.id });
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([{ login_attempts: 10, locked_until: expect.any(Date) }]);
    expect(code(await signIn(user))).toBe('UNAUTHENTICATED');
  });

  it('opens nothing while the address of its account is not confirmed', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await crm.given((db) => db.query('DELETE FROM email_verifications WHERE user_id = $1', [user.id]));
    expect(code(await signIn(user, token))).toBe('UNAUTHENTICATED');
    expect([await failuresOf(user), await attemptsOf(user)]).toEqual([[0], 0]);
  });

  it('gets in from a network that may not try any more', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    const address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
    await crm.given((db) =>
      db.query('INSERT INTO sign_in_throttles (network, window_start, attempts) VALUES ($1, $2, $3)', [address, time.now, ADDRESS_LIMIT]),
    );
    expect(code(await signIn(user, undefined, PASSWORD, address))).toBe('RATE_LIMITED');
    expect((await signIn(user, token, PASSWORD, address)).errors).toBeUndefined();
    expect(code(await signIn(user, 'x'.repeat(43), PASSWORD, address))).toBe('RATE_LIMITED');
  });

  it('has ten guesses of its own, and is known no longer after them', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await wrong(user, 9, token);
    expect([await failuresOf(user), await attemptsOf(user)]).toEqual([[9], 0]);
    await wrong(user, 1, token);
    expect([await failuresOf(user), await attemptsOf(user)]).toEqual([[], 0]);
    await wrong(user, 1, token);
    expect(await attemptsOf(user)).toBe(1);
    const events = await crm.given((db) => db.query(`SELECT payload FROM outbox_events WHERE type = 'known_device.forgotten'`));
    expect(events.filter(({ payload }: { payload: { old: { user_id: string } } }) => payload.old.user_id === user.id)).toHaveLength(1);
    expect(await deviceOf(user, token)).not.toBe(token);
  });

  it('forgets its failures with a success, the tenth attempt included', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await wrong(user, 9, token);
    expect(await deviceOf(user, token)).toBe(token);
    expect(await failuresOf(user)).toEqual([0]);
  });

  it('pays for ten of fifty guesses at once, and the account for ten of the rest', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await Promise.all(Array.from({ length: 50 }, (_, n) => signIn(user, token, `guess ${n}`)));
    expect([await failuresOf(user), await attemptsOf(user)]).toEqual([[], 10]);
  });

  it('is one of the account that it signed in to, and no other', async () => {
    const [user, other] = [await someone(), await someone()];
    const token = await deviceOf(user);
    await wrong(other, 1, token);
    expect([await failuresOf(user), await attemptsOf(other)]).toEqual([[0], 1]);
    expect((await signIn(other, token)).errors).toBeUndefined();
    expect(await rowsOf(crm, 'known_devices', other)).toHaveLength(1);
  });

  it('of an inactive user does not get in', async () => {
    const user = await someone();
    const token = await deviceOf(user);
    await crm.given((db) => db.update(User, user.id, { isActive: false }));
    expect(code(await signIn(user, token))).toBe('UNAUTHENTICATED');
  });

  it.each(['', 'none', 'x'.repeat(100_000), '\0'])('is not %p', async (deviceToken) => {
    const user = await someone();
    expect((await signIn(user, deviceToken)).data.signIn.deviceToken).toMatch(/^[\w-]{43}$/);
    await wrong(user, 1, deviceToken);
    expect(await attemptsOf(user)).toBe(1);
  });

  it('is dropped as the one used longest ago, when twenty are known', async () => {
    const user = await someone();
    const tokens: string[] = [];
    for (let n = 0; n < MAX_DEVICES; n += 1) {
      time.later(1_000);
      tokens.push(await deviceOf(user));
    }
    time.later(1_000);
    await deviceOf(user, tokens[0]);
    time.later(1_000);
    await deviceOf(user);
    const kept = (await rowsOf(crm, 'known_devices', user)).map((row: { token_hash: string }) => row.token_hash);
    expect(kept).toHaveLength(MAX_DEVICES);
    expect([kept.includes(sha256(tokens[0] as string)), kept.includes(sha256(tokens[1] as string))]).toEqual([true, false]);
  });
});
