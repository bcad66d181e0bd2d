import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { User } from '../user/user.entity';
import { AccountTokenPurpose } from './account-token.entity';
import { voidTokens } from './account-tokens';

/** Why a password is another one. */
type Cause = 'user.password_changed' | 'user.password_reset';

/**
 * Gives a user, whose row is locked, another password. All sessions end but the one that is kept, and so do locks and
 * the power of letters: one that moves the account to another address may be in the hands of whom this is to stop.
 * The caller revokes, as the last thing it does.
 */
export async function replacePassword(
  db: EntityManager,
  events: Events,
  user: User,
  { passwordHash, cause, now, keptSession }: { passwordHash: string; cause: Cause; now: Date; keptSession?: string },
): Promise<void> {
  const before = { passwordHash: user.passwordHash, loginAttempts: user.loginAttempts, lockedUntil: user.lockedUntil };
  const after = { passwordHash, loginAttempts: 0, lockedUntil: null };
  await db.update(User, user.id, after);
  Object.assign(user, after);
  await voidTokens(db, { userId: user.id }, [AccountTokenPurpose.RESET_PASSWORD, AccountTokenPurpose.CHANGE_EMAIL], now);
  await db.query('DELETE FROM password_attempts WHERE user_id = $1', [user.id]);
  await db.query('UPDATE user_sessions SET is_active = false WHERE user_id = $1 AND is_active AND id IS DISTINCT FROM $2', [
    user.id,
    keptSession ?? null,
  ]);
  await events.record(cause, user, { before, after });
}
