import type { Events } from '@plat/shared/events/events';
import { type EntityManager, IsNull } from 'typeorm';
import { revokeAll } from '../revocation/revoke';
import { AccessToken } from './access-token.entity';

/**
 * Ends all partners' access tokens of a user, whose row is locked: whoever takes an account back takes back what somebody
 * else may have made in it. Call it with `revoke`, after all other work of the transaction.
 */
export async function endAccessTokens(db: EntityManager, events: Events, userId: string, revokedAt: Date): Promise<void> {
  const held = await db.find(AccessToken, {
    where: { userId, revokedAt: IsNull() },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const accessToken of held) {
    const after = { revokedAt, version: accessToken.version + 1, updatedAt: revokedAt };
    await db.update(AccessToken, accessToken.id, after);
    Object.assign(accessToken, after);
    await events.record('access_token.revoked', accessToken, { before: { revokedAt: null }, after: { revokedAt } });
  }
  if (held.length) await revokeAll(db, 'TOKEN', 'SELECT unnest($1::uuid[])', [held.map(({ id }) => id)]);
}
