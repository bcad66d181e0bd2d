import type { PartnerToken } from '@plat/shared/access/partner-token';
import type { AsSystem } from '@plat/shared/database/system-database';
import { IsNull, MoreThan } from 'typeorm';
import { lastRevocation } from '../revocation/revoke';
import { effectivePermissions } from '../session/permissions';
import { User } from '../user/user.entity';
import { AccessToken } from './access-token.entity';

/** In whose name a token asks, and with which rights. It works as the service itself, because nobody is known yet. */
export class AccessTokenIdentity {
  /** @param clock what time it is, for expiry */
  constructor(
    private readonly asSystem: AsSystem,
    private readonly clock: () => Date,
  ) {}

  /** @returns null for unknown, expired, revoked and owner shut out alike */
  async find(tokenHash: string): Promise<PartnerToken | null> {
    const now = this.clock();
    const holding = { tokenHash, revokedAt: IsNull(), expiresAt: MoreThan(now) };
    const found = await this.asSystem(async (db) => {
      const seen = await db.findOneBy(AccessToken, { tokenHash });
      // Changes of rights lock the user first: while it is shared here, none is between the rights and their number.
      const user = seen && (await db.findOne(User, { where: { id: seen.userId, isActive: true }, lock: { mode: 'pessimistic_read' } }));
      const accessToken = user && (await db.findOneBy(AccessToken, holding));
      if (!user || !accessToken) return null;
      const { id, name, scopes, expiresAt } = accessToken;
      const permissions = await effectivePermissions(db, user);
      return {
        userId: user.id,
        tokenId: id,
        name,
        contactId: user.contactId ?? undefined,
        clientId: user.clientId ?? undefined,
        role: user.role,
        permissions: permissions.filter((permission) => scopes.includes(permission)),
        scopes,
        asOf: await lastRevocation(db),
        expiresAt: expiresAt.toISOString(),
      };
    });
    if (found) await this.used(found.tokenId, now);
    return found;
  }

  /** At most once a minute. It may be lost: no request fails because nobody could write down that it came. */
  private async used(id: string, now: Date): Promise<void> {
    const touch = `UPDATE access_tokens SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used <= $2::timestamptz - interval '1 minute')`;
    await this.asSystem((db) => db.query(touch, [id, now])).catch(() => undefined);
  }
}
