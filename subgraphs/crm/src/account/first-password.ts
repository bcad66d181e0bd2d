import type { EntityManager } from 'typeorm';
import type { Enclose } from '../mail/post';
import type { User } from '../user/user.entity';
import type { AccountParts } from './account-parts';
import { AccountTokenPurpose } from './account-token.entity';
import { FIRST_PASSWORD_MINUTES, issueToken } from './account-tokens';

/** Asks a user whom an administrator made for a password. */
export async function encloseFirstPassword(
  db: EntityManager,
  enclose: Enclose,
  { id: userId, email }: Pick<User, 'id' | 'email'>,
  { letters, clock }: Pick<AccountParts, 'letters' | 'clock'>,
): Promise<void> {
  const order = { purpose: AccountTokenPurpose.RESET_PASSWORD, userId, email, minutes: FIRST_PASSWORD_MINUTES };
  const { token } = await issueToken(db, order, clock());
  await enclose(db, letters.firstPassword(email, token));
}
