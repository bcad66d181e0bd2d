import { NOBODY } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import type { RequestOrigin } from '@plat/shared/graphql/request-scope';
import type { EntityManager } from 'typeorm';
import { HAS_CONFIRMED_ADDRESS } from '../account/confirmed-address';
import { revoke } from '../revocation/revoke';
import { User } from '../user/user.entity';

/** Every tenth failure in a row locks the account. */
export const FAILURES_TO_LOCK = 10;

/** An account whose password may be compared once. */
export type Account = Pick<User, 'id' | 'passwordHash'>;

/**
 * Takes one of the guesses that an account has left. The attempt counts as failed from here on and until a sign-in
 * succeeds, so a guess is paid for before it is made, whatever becomes of the request. The tenth locks: for 15 minutes
 * at first, twice as long each time, a day at most. With the lock the access tokens end; whoever has a refresh token
 * was let in before and goes on with a new one.
 * @returns undefined for unknown, inactive, not confirmed and locked alike
 */
export async function takeGuess(db: EntityManager, email: string, now: Date, origin: RequestOrigin): Promise<Account | undefined> {
  const [rows]: [{ id: string; password_hash: string; login_attempts: number }[], number] = await db.query(
    `UPDATE users u SET login_attempts = login_attempts + 1,
        locked_until = CASE WHEN (login_attempts + 1) % $3::int = 0
          THEN $2::timestamptz + least(power(2, least((login_attempts + 1) / $3::int, 8) - 1) * interval '15 minutes', interval '24 hours')
          ELSE locked_until END
      WHERE lower(email) = lower($1) AND is_active AND (locked_until IS NULL OR locked_until <= $2) AND ${HAS_CONFIRMED_ADDRESS}
      RETURNING id, password_hash, login_attempts`,
    [email, now, FAILURES_TO_LOCK],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.login_attempts % FAILURES_TO_LOCK === 0) {
    const user = await db.findOneByOrFail(User, { id: row.id });
    const { loginAttempts, lockedUntil } = user;
    const outcome = { success: false, error: 'Too many wrong passwords' };
    await new Events({ db, origin, viewer: NOBODY }).record('user.locked', user, { ...outcome, after: { loginAttempts, lockedUntil } });
    await revoke(db, 'USER', user.id);
  }
  return { id: row.id, passwordHash: row.password_hash };
}
