import { issueAccessToken } from '@plat/shared/access/access-token';
import type { Identity } from '@plat/shared/access/viewer';
import { newToken } from '@plat/shared/crypto/secret-token';
import type { JWK } from 'jose';
import type { EntityManager } from 'typeorm';
import { lastRevocation } from '../revocation/revoke';
import type { User } from '../user/user.entity';
import { effectivePermissions } from './permissions';
import type { TokenPair } from './sealed-pair';

/** The tokens of a session, and what the access token says. */
export interface IssuedTokens {
  readonly pair: TokenPair;
  readonly identity: Identity;
}

/**
 * Issues the next tokens of a session, with the rights that the user has now.
 * @param user whose row is locked
 */
export async function issueTokens(db: EntityManager, signingKey: JWK, user: User, sessionId: string): Promise<IssuedTokens> {
  // Before the rights: a role's permissions change without a lock on its holders, and what is revoked between the two
  // statements must be newer than the number.
  const asOf = await lastRevocation(db);
  const identity = {
    userId: user.id,
    sessionId,
    contactId: user.contactId ?? undefined,
    clientId: user.clientId ?? undefined,
    role: user.role,
    permissions: await effectivePermissions(db, user),
    asOf,
  };
  const { token, expiresAt } = await issueAccessToken(signingKey, identity);
  return { identity, pair: { accessToken: token, refreshToken: newToken(), expiresAt } };
}
