import { NOBODY } from '@plat/shared/access/viewer';
import { isToken, newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { Events } from '@plat/shared/events/events';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import { HAS_CONFIRMED_ADDRESS } from '../account/confirmed-address';
import type { Account } from './account-lock';
import { KnownDevice } from './known-device.entity';

/** After so many failures in a row a device is known no longer. */
export const DEVICE_FAILURES = 10;
/** So many devices of one user are remembered. */
export const MAX_DEVICES = 20;

/** An account whose password a known device of it may try. */
export interface KnownAccount extends Account {
  readonly deviceId: string;
}

/**
 * Takes one of the guesses that a known device has left, as takeGuess does with those of the account: paid for before it
 * is made. The account's lock does not matter here, for it was strangers who brought it about.
 * @returns undefined when the account is unknown, inactive or not confirmed, or does not know the device, or no longer
 */
export async function takeDeviceGuess(db: EntityManager, email: string, token: string, now: Date): Promise<KnownAccount | undefined> {
  if (!isToken(token)) return undefined;
  const [rows]: [{ id: string; password_hash: string; device_id: string }[], number] = await db.query(
    `UPDATE known_devices d SET failures = d.failures + 1, last_used = $3 FROM users u
      WHERE d.token_hash = $2 AND d.failures < $4 AND u.id = d.user_id AND lower(u.email) = lower($1) AND u.is_active
        AND ${HAS_CONFIRMED_ADDRESS}
      RETURNING u.id, u.password_hash, d.id AS device_id`,
    [email, tokenHash(token), now, DEVICE_FAILURES],
  );
  const [row] = rows;
  return row && { id: row.id, passwordHash: row.password_hash, deviceId: row.device_id };
}

/**
 * Takes the attempt of a good sign-in back, and with it those before: failures count in a row.
 * @returns whether the device is known still; a failure at the same moment may have been its last
 */
export const forgiveDevice = async (db: EntityManager, id: string): Promise<boolean> =>
  (await db.update(KnownDevice, id, { failures: 0 })).affected === 1;

/** Forgets a device whose last guess was wrong; one with guesses left stays. */
export async function forgetFailed(db: EntityManager, id: string, origin: RequestOrigin): Promise<void> {
  const device = await db.findOne(KnownDevice, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!device || device.failures < DEVICE_FAILURES) return;
  await db.delete(KnownDevice, { id });
  const outcome = { success: false, error: 'Too many wrong passwords from this device' };
  await new Events({ db, origin, viewer: NOBODY }).record('known_device.forgotten', device, { ...outcome, before: device, after: {} });
}

/**
 * Remembers the device of a good sign-in. The user's row is locked, so that no two of them count too few.
 * @returns the token by which it is known again
 */
export async function rememberDevice(db: EntityManager, events: Events, userId: string, now: Date): Promise<string> {
  const token = newToken();
  const device = await db.save(db.create(KnownDevice, { userId, tokenHash: tokenHash(token), createdAt: now, lastUsed: now }));
  await events.record('known_device.added', device);
  await db.query(
    `DELETE FROM known_devices WHERE id IN (SELECT id FROM known_devices
      WHERE user_id = $1 AND id <> $2 ORDER BY last_used DESC, id OFFSET $3)`,
    [userId, device.id, MAX_DEVICES - 1],
  );
  return token;
}
