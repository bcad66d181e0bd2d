import type { EntityManager } from 'typeorm';
import type { User } from '../user/user.entity';

/**
 * Whether the user `u` of a statement has shown that the address which it has now is theirs. Who has not is treated as
 * nobody where sessions begin: else signing up and in would tell that an address had no account. It is not taken back
 * once it holds, for addresses change together with their proof.
 */
export const HAS_CONFIRMED_ADDRESS =
  'EXISTS (SELECT FROM email_verifications v WHERE v.user_id = u.id AND lower(v.email) = lower(u.email))';

export async function hasConfirmedAddress(db: EntityManager, { id }: Pick<User, 'id'>): Promise<boolean> {
  const rows: unknown[] = await db.query(`SELECT FROM users u WHERE id = $1 AND ${HAS_CONFIRMED_ADDRESS}`, [id]);
  return rows.length > 0;
}
