import { randomBytes } from 'node:crypto';
import { hashPartnerToken, PARTNER_TOKEN_PREFIX } from '@plat/shared/access/partner-token';
import { narrowed } from '@plat/shared/access/scope';
import { isTokenScope } from '@plat/shared/access/token-scopes';
import { badInput, conflict, notFound, unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { type EntityManager, Equal, IsNull, MoreThan } from 'typeorm';
import { revoke } from '../revocation/revoke';
import type { PasswordRecheck } from '../session/password-recheck';
import { User } from '../user/user.entity';
import { AccessToken } from './access-token.entity';
import type { CreateAccessTokenInput, CreatedAccessToken } from './access-token.input';
import { assertMayRevokeAccessToken, visibleAccessTokens } from './access-token.policy';

const MAX_NAME = 255;
const MAX_ACTIVE = 50;

/**
 * Tokens by which others ask in a user's name. They are written as the system, like sessions: the application role reads
 * what is known of them and has no right to more.
 */
export class AccessTokenService {
  /** @param clock what time it is, for expiry */
  constructor(
    private readonly scope: RequestScope,
    private readonly passwords: PasswordRecheck,
    private readonly clock: () => Date,
  ) {}

  /**
   * @throws PlatError BAD_USER_INPUT with each argument that breaks a rule, RATE_LIMITED for passwords, CONFLICT with too
   * many tokens, UNAVAILABLE while nobody knows whether the session still holds
   */
  async create({ password, ...input }: CreateAccessTokenInput): Promise<CreatedAccessToken> {
    const { asSystem } = this.scope;
    check(input, this.clock());
    await this.scope.assertCurrentIdentity();
    await this.passwords.assertFits('input.password', password);
    const token = `${PARTNER_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
    const accessToken = await asSystem(async (db) => {
      const { id: userId } = await this.lockedSelf(db);
      const active = await db.countBy(AccessToken, { userId, revokedAt: IsNull(), expiresAt: MoreThan(this.clock()) });
      if (active >= MAX_ACTIVE) throw conflict(`You have ${MAX_ACTIVE} access tokens that hold; revoke one first.`, { active });
      const { name, expiresAt } = input;
      const scopes = [...new Set(input.scopes)].sort();
      const made = await db.save(db.create(AccessToken, { userId, name, scopes, expiresAt, tokenHash: hashPartnerToken(token) }));
      await new Events({ ...this.scope, db }).record('access_token.created', made);
      return made;
    });
    return { accessToken, token };
  }

  /** Revoking what is revoked changes nothing. @throws PlatError NOT_FOUND or FORBIDDEN */
  async revoke(id: string): Promise<AccessToken> {
    const { asSystem, db, viewer } = this.scope;
    const where = narrowed(visibleAccessTokens(viewer), 'id', Equal(id));
    const seen = isUuid(id) ? await db.findOne(AccessToken, { where }) : null;
    if (!seen) throw notFound('AccessToken', id);
    assertMayRevokeAccessToken(viewer, seen);
    return asSystem(async (system) => {
      const { id: userId } = await this.lockedSelf(system);
      const accessToken = await system.findOne(AccessToken, { where: { id: seen.id, userId }, lock: { mode: 'pessimistic_write' } });
      if (!accessToken) throw notFound('AccessToken', id);
      if (accessToken.revokedAt) return accessToken;
      const revokedAt = this.clock();
      Object.assign(accessToken, { revokedAt, version: accessToken.version + 1, updatedAt: revokedAt });
      await system.save(accessToken);
      await new Events({ ...this.scope, db: system }).record('access_token.revoked', accessToken, {
        before: { revokedAt: null },
        after: { revokedAt },
      });
      await revoke(system, 'TOKEN', accessToken.id);
      return accessToken;
    });
  }

  /** Everything about one user's tokens goes one after another. @throws PlatError UNAUTHENTICATED for one who was shut out */
  private async lockedSelf(db: EntityManager): Promise<User> {
    const where = { id: this.scope.viewer.userId, isActive: true };
    const user = await db.findOne(User, { where, lock: { mode: 'pessimistic_write' } });
    if (!user) throw unauthenticated();
    return user;
  }
}

/** All faults of an input at once. */
function check({ name, scopes, expiresAt }: Omit<CreateAccessTokenInput, 'password'>, now: Date): void {
  const faults: Record<string, string> = {};
  if (!name.trim()) faults['input.name'] = 'must not be empty';
  else if ([...name].length > MAX_NAME) faults['input.name'] = `must have at most ${MAX_NAME} characters`;
  if (!scopes.length) faults['input.scopes'] = 'must name what the token may do';
  scopes.forEach((scope, index) => {
    if (!isTokenScope(scope)) faults[`input.scopes.${index}`] = 'is no permission that a token may have';
  });
  const year = new Date(now);
  year.setUTCFullYear(year.getUTCFullYear() + 1);
  if (expiresAt <= now) faults['input.expiresAt'] = 'must be in the future';
  else if (expiresAt > year) faults['input.expiresAt'] = 'must be at most a year from now';
  if (Object.keys(faults).length) throw badInput(faults);
}
