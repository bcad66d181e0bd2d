import { networkOf } from '@plat/shared/access/network';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { isToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { unauthenticated } from '@plat/shared/errors/plat-error';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { JWK } from 'jose';
import { type EntityManager, MoreThan } from 'typeorm';
import { hasConfirmedAddress } from '../account/confirmed-address';
import { revoke } from '../revocation/revoke';
import { User } from '../user/user.entity';
import { openPair, sealPair, type TokenPair } from './sealed-pair';
import { UserSession } from './session.entity';
import type { RefreshSessionInput } from './session.input';
import { issueTokens } from './session.tokens';

/** So long a client may ask once more with the token that it has just exchanged: a double click, or an answer that was lost. */
const GRACE_MS = 10_000;

const refused = () => unauthenticated('The refresh token is not valid, or no longer; sign in again.');

/**
 * Exchanges refresh tokens. A session is a family of them: one is live, and one that was exchanged before is in the hands
 * of two, one of them a thief. Nobody can tell which, so its return ends the session. It works as the service itself,
 * because whoever asks has no access token any more. A locked account does not matter: its holder was let in before.
 */
export class SessionRefresh {
  constructor(
    private readonly scope: RequestScope,
    private readonly signingKey: JWK,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError UNAUTHENTICATED, the same for a token that is unknown, used, expired or of a session that ended */
  async refresh({ refreshToken }: RefreshSessionInput): Promise<TokenPair> {
    const pair = isToken(refreshToken) ? await this.scope.asSystem((db) => this.exchange(db, refreshToken)) : undefined;
    // Outside of the transaction: what a reuse ended has to be committed.
    if (!pair) throw refused();
    return pair;
  }

  private async exchange(db: EntityManager, presented: string): Promise<TokenPair | undefined> {
    const hash = tokenHash(presented);
    const [found]: { id: string; user_id: string }[] = await db.query(FAMILY, [hash]);
    if (!found) return undefined;
    // The user first, as everywhere: rights that change at this moment are read before or after, and never in between.
    const user = await db.findOne(User, { where: { id: found.user_id, isActive: true }, lock: { mode: 'pessimistic_write' } });
    const session = await db.findOne(UserSession, {
      where: { id: found.id, isActive: true, expiresAt: MoreThan(this.clock()) },
      select: { id: true, userId: true, isActive: true, refreshToken: true },
      lock: { mode: 'pessimistic_write' },
    });
    if (!user || !session || !(await hasConfirmedAddress(db, user))) return undefined;
    // Only now: of tokens that came together, the first has made the others used ones.
    if (session.refreshToken === hash) return this.rotate(db, user, session, presented);
    const sealedPair = await this.pairAgain(db, hash);
    if (sealedPair) return openPair(sealedPair, presented, session.id);
    await this.endFamily(db, session);
    return undefined;
  }

  private async rotate(db: EntityManager, user: User, session: UserSession, presented: string): Promise<TokenPair> {
    const { origin } = this.scope;
    const { pair, identity } = await issueTokens(db, this.signingKey, user, session.id);
    await forgetPairs(db, session.id);
    await db.query(
      `INSERT INTO refresh_tokens (token_hash, session_id, exchanged_at, network, user_agent, sealed_pair)
        VALUES ($1, $2, $3, network($4::inet), $5, $6)`,
      [tokenHash(presented), session.id, this.clock(), ...this.client(), sealPair(pair, presented, session.id)],
    );
    const changes = { refreshToken: tokenHash(pair.refreshToken), sessionToken: tokenHash(pair.accessToken), lastUsed: this.clock() };
    await db.update(UserSession, session.id, changes);
    await new Events({ db, origin, viewer: new Viewer(identity) }).record('session.refreshed', session, { after: changes });
    return pair;
  }

  /** The pair given for a token, if the client that has just exchanged it asks again; gone when the next one was exchanged. */
  private async pairAgain(db: EntityManager, hash: string): Promise<string | null | undefined> {
    const [used]: { sealed_pair: string | null }[] = await db.query(
      `SELECT sealed_pair FROM refresh_tokens WHERE token_hash = $1 AND exchanged_at > $2
        AND network IS NOT DISTINCT FROM network($3::inet) AND user_agent IS NOT DISTINCT FROM $4`,
      [hash, new Date(this.clock().getTime() - GRACE_MS), ...this.client()],
    );
    return used?.sealed_pair;
  }

  /** By what a client is told from another: its network, and what it calls itself. */
  private client(): [network: string | null, userAgent: string | null] {
    const { address, userAgent } = this.scope.origin;
    return [networkOf(address) ?? null, userAgent ?? null];
  }

  private async endFamily(db: EntityManager, session: UserSession): Promise<void> {
    await db.update(UserSession, session.id, { isActive: false });
    await forgetPairs(db, session.id);
    const events = new Events({ db, origin: this.scope.origin, viewer: NOBODY });
    const outcome = { success: false, error: 'A refresh token came a second time', userId: session.userId };
    await events.record('session.reused', session, { ...outcome, before: { isActive: true }, after: { isActive: false } });
    await revoke(db, 'SESSION', session.id);
  }
}

/** The session of a token, live or exchanged. */
const FAMILY = `SELECT id, user_id FROM user_sessions WHERE refresh_token = $1
  UNION ALL SELECT s.id, s.user_id FROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id WHERE t.token_hash = $1`;

const forgetPairs = (db: EntityManager, sessionId: string): Promise<unknown> =>
  db.query('UPDATE refresh_tokens SET sealed_pair = NULL WHERE session_id = $1 AND sealed_pair IS NOT NULL', [sessionId]);

/** Drops the used tokens of a user's sessions that ended: they are refused as unknown ones are. */
export const forgetEndedFamilies = (db: EntityManager, userId: string, now: Date): Promise<unknown> =>
  db.query(
    `DELETE FROM refresh_tokens t USING user_sessions s WHERE s.id = t.session_id AND s.user_id = $1
      AND (s.expires_at <= $2 OR NOT s.is_active)`,
    [userId, now],
  );
