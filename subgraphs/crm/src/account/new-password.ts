import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { revokeAccessTokens } from '../access-token/access-token.end';
import { KnownDevice } from '../session/known-device.entity';
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
  const ended = [user.id, keptSession ?? null];
  await db.query('UPDATE user_sessions SET is_active = false WHERE user_id = $1 AND is_active AND id IS DISTINCT FROM $2', ended);
  await db.query(
    `UPDATE refresh_tokens t SET sealed_pair = NULL FROM user_sessions s
      WHERE s.id = t.session_id AND s.user_id = $1 AND s.id IS DISTINCT FROM $2 AND t.sealed_pair IS NOT NULL`,
    ended,
  );
  // A device that was let in by the old password has no guesses of its own at the new one.
  const { affected: forgottenDevices } = await db.delete(KnownDevice, { userId: user.id });
  // Whoever asks by mail may have lost the account to somebody, who would go on by a token. One who changes it has the list.
  if (cause === 'user.password_reset') await revokeAccessTokens(db, events, user.id, now);
  await events.record(cause, user, { before, after, forgottenDevices });
}
