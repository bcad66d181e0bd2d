import type { Events } from '@plat/shared/events/events';
import { type EntityManager, IsNull } from 'typeorm';
import { AccessToken } from './access-token.entity';

/**
 * Takes all tokens of a user back, whose row is locked. The caller revokes what was issued to the user, and with that
 * what the tokens were taken for.
 */
export async function revokeAccessTokens(db: EntityManager, events: Events, userId: string, now: Date): Promise<void> {
  const holding = await db.find(AccessToken, { where: { userId, revokedAt: IsNull() }, order: { id: 'ASC' } });
  for (const accessToken of holding) {
    Object.assign(accessToken, { revokedAt: now, version: accessToken.version + 1, updatedAt: now });
    await db.save(accessToken);
    await events.record('access_token.revoked', accessToken, { before: { revokedAt: null }, after: { revokedAt: now } });
  }
}
