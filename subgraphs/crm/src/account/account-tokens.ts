import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { badInput } from '@plat/shared/errors/plat-error';
import { type EntityManager, In, IsNull, MoreThan } from 'typeorm';
import { PAUSE_MS } from '../mail/post';
import { User } from '../user/user.entity';
import { AccountToken, AccountTokenPurpose } from './account-token.entity';

const DAY = 24 * 60;
const MINUTES: Readonly<Record<AccountTokenPurpose, number>> = {
  [AccountTokenPurpose.RESET_PASSWORD]: 10,
  [AccountTokenPurpose.CHANGE_EMAIL]: DAY,
  [AccountTokenPurpose.VERIFY_EMAIL]: 7 * DAY,
  [AccountTokenPurpose.INVITATION]: 7 * DAY,
};
/** Of somebody for whom an administrator made an account, and who is not waiting for the mail. */
export const FIRST_PASSWORD_MINUTES = 7 * DAY;

/** What a token is for, and whom it is about. */
export interface TokenOrder {
  readonly purpose: AccountTokenPurpose;
  readonly userId?: string;
  readonly contactId?: string;
  /** Where it is sent. */
  readonly email: string;
  readonly minutes?: number;
}

/** Makes a token; earlier ones for the same are void. The user's or contact's row is locked or new. */
export async function issueToken(db: EntityManager, order: TokenOrder, now: Date): Promise<{ token: string; expiresAt: Date }> {
  const { purpose, userId = null, contactId = null, email, minutes = MINUTES[purpose] } = order;
  await voidTokens(db, { userId, contactId }, [purpose], now);
  const token = newToken();
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  await db.insert(AccountToken, { purpose, userId, contactId, email, tokenHash: tokenHash(token), expiresAt, createdAt: now });
  return { token, expiresAt };
}

/**
 * Whether the last letter with such a token is less than a minute old and the token still holds, so that another one says
 * nothing new. Other letters do not count: strangers cause some of them, and would keep the one that is needed away.
 */
export const hasFreshToken = (
  db: EntityManager,
  { id: userId }: Pick<User, 'id'>,
  purpose: AccountTokenPurpose,
  now: Date,
): Promise<boolean> =>
  db.existsBy(AccountToken, { userId, purpose, usedAt: IsNull(), createdAt: MoreThan(new Date(now.getTime() - PAUSE_MS)) });

/** Takes the power from all tokens of a user or contact that are for one of these. */
export const voidTokens = (
  db: EntityManager,
  { userId = null, contactId = null }: { userId?: string | null; contactId?: string | null },
  purposes: readonly AccountTokenPurpose[],
  now: Date,
): Promise<unknown> =>
  db.query(
    `UPDATE account_tokens SET used_at = $3
      WHERE (user_id = $1 OR contact_id = $2) AND used_at IS NULL AND purpose = ANY (CAST($4 AS account_token_purpose[]))`,
    [userId, contactId, now, purposes],
  );

/** One text for unknown, used, expired and meant for something else. */
export const invalidToken = (argument: string) => badInput({ [argument]: 'is not valid, or no longer' });

/** A token that could still be used. @param argument its path, for the error @throws PlatError BAD_USER_INPUT */
export async function findToken(
  db: EntityManager,
  argument: string,
  token: string,
  purposes: readonly AccountTokenPurpose[],
  now: Date,
): Promise<AccountToken> {
  const found = await db.findOneBy(AccountToken, {
    tokenHash: tokenHash(token),
    purpose: In([...purposes]),
    usedAt: IsNull(),
    expiresAt: MoreThan(now),
  });
  if (!found) throw invalidToken(argument);
  return found;
}

/** Uses a token up; of several at once, one succeeds. Lock whom it is about first. @throws PlatError BAD_USER_INPUT */
export async function takeToken(db: EntityManager, argument: string, { id }: AccountToken, now: Date): Promise<void> {
  const { affected } = await db.update(AccountToken, { id, usedAt: IsNull() }, { usedAt: now });
  if (!affected) throw invalidToken(argument);
}

/**
 * Finds a user's token, locks the user and uses the token up.
 * @throws PlatError BAD_USER_INPUT, also for an inactive user and for a token that was sent to an address of the past
 */
export async function redeemToken(
  db: EntityManager,
  argument: string,
  token: string,
  purposes: readonly AccountTokenPurpose[],
  now: Date,
): Promise<{ found: AccountToken; user: User }> {
  const found = await findToken(db, argument, token, purposes, now);
  const user = await db.findOne(User, { where: { id: found.userId ?? '', isActive: true }, lock: { mode: 'pessimistic_write' } });
  const isOfPast = found.purpose !== AccountTokenPurpose.CHANGE_EMAIL && found.email.toLowerCase() !== user?.email.toLowerCase();
  if (!user || isOfPast) throw invalidToken(argument);
  await takeToken(db, argument, found, now);
  return { found, user };
}
