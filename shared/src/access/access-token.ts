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
  aud: z.string(),
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

/** Who somebody is, and until when what they showed says so. */
export interface Proof {
  readonly viewer: Viewer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Where public keys come from: crm's JWKS. */
export type KeySource = () => Promise<readonly JWK[]>;

/** A key that was withdrawn is refused after this long. */
const FRESH_MS = 10_000;
/** A token can name any key: for one that is not known the source is asked no more often than this, and after a failure than that. */
const LOOK_UP_MS = 10_000;
const RETRY_MS = 1_000;

/**
 * Verifies access tokens by the keys that crm publishes; what verified once is remembered until it expires or its key
 * is withdrawn. Revocations are not its business: whoever asks it looks there each time.
 */
export class AccessTokenVerifier {
  private readonly verified = new LRUCache<string, Proof>({ max: 10_000 });
  private keys = new Map<string, Promise<CryptoKey | Uint8Array>>();
  private first: Promise<void> | undefined;
  private asking: Promise<void> | undefined;
  private askAgain = 0;
  private lookedUp: Promise<void> = Promise.resolve();
  private lookUpAgain = 0;

  /** @param known public ES256 keys, until the source has answered for the first time @param fetchKeys asked every 10 s */
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
    return (await this.prove(token)).viewer;
  }

  /** @throws PlatError as {@link verify} */
  async prove(token: string): Promise<Proof> {
    await this.keepFresh();
    const id = createHash('sha256').update(token).digest('base64url');
    const known = this.verified.get(id);
    if (known && known.until > Date.now()) return known;
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
      const proof = { viewer, until: exp * 1000 };
      this.verified.set(id, proof);
      return proof;
    } catch (error) {
      if (error instanceof PlatError) throw error;
      throw unauthenticated('The access token is not valid, or no longer; sign in again.');
    }
  }

  private async key(kid: string) {
    if (!this.keys.has(kid)) await this.lookUp();
    const key = this.keys.get(kid);
    if (!key) throw new Error('unknown key');
    return key;
  }

  /** The first token waits for the source, whose word counts more than that of the environment; later ones never do. */
  private async keepFresh(): Promise<void> {
    if (Date.now() >= this.askAgain) {
      this.askAgain = Date.now() + FRESH_MS;
      const asked = this.ask().catch(() => {
        this.askAgain = Date.now() + RETRY_MS;
      });
      this.first ??= asked;
    }
    await this.first;
  }

  /** Tokens that come while the keys are under way wait for them, and share what becomes of it. */
  private lookUp(): Promise<void> {
    if (Date.now() >= this.lookUpAgain) {
      this.lookUpAgain = Date.now() + LOOK_UP_MS;
      this.lookedUp = this.ask();
      this.lookedUp.catch(() => {
        this.lookUpAgain = Date.now() + RETRY_MS;
      });
    }
    return this.lookedUp;
  }

  private ask(): Promise<void> {
    this.asking ??= this.fetchKeys()
      .then(
        (keys) => this.learn(keys),
        () => {
          throw unavailable('Access tokens cannot be checked right now; try again.');
        },
      )
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }

  /** Takes the keys in place of those before; a source that has none to give has made a mistake. */
  private learn(jwks: readonly JWK[]): void {
    const keys: typeof this.keys = new Map();
    for (const jwk of jwks) {
      if (jwk.crv !== 'P-256' || !jwk.kid || jwk.d) continue;
      const key = importJWK(jwk, 'ES256');
      key.catch(() => undefined); // a malformed key refuses its own tokens, and nothing else
      keys.set(jwk.kid, key);
    }
    if (keys.size === 0) return;
    if ([...this.keys.keys()].some((kid) => !keys.has(kid))) this.verified.clear();
    this.keys = keys;
  }
}
