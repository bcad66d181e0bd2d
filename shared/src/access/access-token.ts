import { createHash } from 'node:crypto';
import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { PlatError, unauthenticated, unavailable } from '../errors/plat-error';
import { type Permission, USER_ROLES } from './permissions';
import { type Identity, Viewer } from './viewer';

const ISSUER = 'plat';
const TYPE = 'at+jwt';
export const ACCESS_TOKEN_SECONDS = 300;

const claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  contact: z.uuid().optional(),
  client: z.uuid().optional(),
  role: z.enum(USER_ROLES),
  permissions: z.array(z.string()),
  rev: z.int(),
  exp: z.number(),
});

/** An access token and the instant from which it is worth nothing. */
export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Signs the tokens by which clients prove who they are: ES256, five minutes. @param key private JWK with a `kid` */
export async function issueAccessToken(
  key: JWK,
  identity: Required<Pick<Identity, 'userId' | 'sessionId' | 'role' | 'asOf'>> & Identity,
): Promise<AccessToken> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const { userId, sessionId, contactId, clientId, role, permissions, asOf } = identity;
  const token = await new SignJWT({
    sid: sessionId,
    contact: contactId,
    client: clientId,
    role,
    permissions: [...(permissions ?? [])],
    rev: asOf,
  })
    .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid: key.kid })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
    .sign((await importJWK(key, 'ES256')) as CryptoKey);
  return { token, expiresAt: new Date((issuedAt + ACCESS_TOKEN_SECONDS) * 1000) };
}

/** Where public keys come from when a token names one that is not known yet: crm's JWKS. */
export type KeySource = () => Promise<readonly JWK[]>;

/** A token can name any key: its source is asked no more often than this, and after a failure than that. */
const FETCH_MS = 10_000;
const RETRY_MS = 1_000;

/** Verifies access tokens; what verified once is remembered until it expires. */
export class AccessTokenVerifier {
  private readonly verified = new LRUCache<string, { viewer: Viewer; expires: number }>({ max: 10_000 });
  private readonly keys = new Map<string, Promise<CryptoKey | Uint8Array>>();
  private fetched: Promise<void> = Promise.resolve();
  private fetchAgain = 0;

  /** @param known public ES256 keys @param fetchKeys asked at most every 10 s for keys not among them */
  constructor(
    known: readonly JWK[],
    private readonly fetchKeys: KeySource,
  ) {
    this.learn(known);
  }

  /**
   * @throws PlatError UNAUTHENTICATED for a token that is not ours, altered or expired, without saying which;
   * UNAVAILABLE when its key is not known and none can be had
   */
  async verify(token: string): Promise<Viewer> {
    const id = createHash('sha256').update(token).digest('base64url');
    const known = this.verified.get(id);
    if (known && known.expires > Date.now()) return known.viewer;
    try {
      if (token.length > 16_384) throw new Error('too long');
      const { payload } = await jwtVerify(token, await this.key(decodeProtectedHeader(token).kid ?? ''), {
        algorithms: ['ES256'],
        issuer: ISSUER,
        audience: ISSUER,
        typ: TYPE,
        clockTolerance: 0,
      });
      const { sub, sid, contact, client, role, permissions, rev, exp } = claims.parse(payload);
      const viewer = new Viewer({
        userId: sub,
        sessionId: sid,
        contactId: contact,
        clientId: client,
        role,
        permissions: permissions as Permission[],
        asOf: rev,
      });
      this.verified.set(id, { viewer, expires: exp * 1000 });
      return viewer;
    } catch (error) {
      if (error instanceof PlatError) throw error;
      throw unauthenticated('The access token is not valid, or no longer; sign in again.');
    }
  }

  private async key(kid: string) {
    if (!this.keys.has(kid)) await this.fetch();
    const key = this.keys.get(kid);
    if (!key) throw new Error('unknown key');
    return key;
  }

  /** Tokens that come while the keys are under way wait for them, and share what becomes of it. */
  private fetch(): Promise<void> {
    if (Date.now() >= this.fetchAgain) {
      this.fetchAgain = Date.now() + FETCH_MS;
      this.fetched = this.fetchKeys().then(
        (keys) => this.learn(keys),
        () => {
          this.fetchAgain = Date.now() + RETRY_MS;
          throw unavailable('Access tokens cannot be checked right now; try again.');
        },
      );
    }
    return this.fetched;
  }

  private learn(keys: readonly JWK[]): void {
    for (const jwk of keys) {
      if (jwk.crv !== 'P-256' || !jwk.kid || jwk.d) continue;
      const key = importJWK(jwk, 'ES256');
      key.catch(() => undefined); // a malformed key refuses its own tokens, and nothing else
      this.keys.set(jwk.kid, key);
    }
  }
}
