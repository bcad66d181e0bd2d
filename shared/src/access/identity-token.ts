import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { unauthenticated } from '../errors/plat-error';
import { type Permission, USER_ROLES } from './permissions';
import { type Identity, Viewer } from './viewer';

const TYPE = 'plat-id+jwt';
const LIFETIME_SECONDS = 60;
/** A token is minted again after this long, so that a change of rights travels. */
const REUSE_MS = 10_000;
/** Of whom a service remembers what follows from their rights; some ten kilobytes each. */
const MOST_VIEWERS = 1_000;

const claims = z.object({
  iss: z.string(),
  /** One service: a list would be one token for several. */
  aud: z.string(),
  sub: z.uuid().optional(),
  sid: z.uuid().optional(),
  tid: z.uuid().optional(),
  contact: z.uuid().optional(),
  client: z.uuid().optional(),
  role: z.enum(USER_ROLES).optional(),
  permissions: z.array(z.string()).optional(),
  rev: z.int().optional(),
  scp: z.array(z.string()).optional(),
  iat: z.number(),
  exp: z.number(),
});

/** Mints identity tokens in the name of one process (`gateway`, or a service on behalf of its caller). */
export class IdentityIssuer {
  private readonly minted = new LRUCache<string, { readonly token: Promise<string>; readonly at: number }>({ max: 10_000 });
  private key: Promise<CryptoKey> | undefined;

  /** @param issuer name of this process @param jwk its private Ed25519 key */
  constructor(
    private readonly issuer: string,
    private readonly jwk: JWK,
  ) {}

  /** A compact JWS (EdDSA) for one audience, at most 60 s valid; anonymous viewers get one too. */
  mint(viewer: Viewer, audience: string): Promise<string> {
    const key = `${audience}|${JSON.stringify(viewer.identity)}`;
    const cached = this.minted.get(key);
    const now = Date.now();
    // By the clock that the token is judged by: it jumps where the machine slept, and may be put back.
    if (cached && now >= cached.at && now < cached.at + REUSE_MS) return cached.token;
    const token = this.sign(viewer.identity, audience);
    this.minted.set(key, { token, at: now });
    token.catch(() => this.minted.delete(key));
    return token;
  }

  private async sign(identity: Identity, audience: string): Promise<string> {
    const { userId, sessionId, contactId, clientId, role, permissions, asOf, scopes, tokenId } = identity;
    this.key ??= importJWK(this.jwk, 'EdDSA') as Promise<CryptoKey>;
    const issuedAt = Math.floor(Date.now() / 1000); // read once: a second that ends in between would make it too long, and so refused
    const jwt = new SignJWT({
      sid: sessionId,
      tid: tokenId,
      contact: contactId,
      client: clientId,
      role,
      permissions: [...(permissions ?? [])],
      rev: asOf,
      scp: scopes && [...scopes],
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: this.jwk.kid })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS);
    if (userId) jwt.setSubject(userId);
    return jwt.sign(await this.key);
  }
}

/** Who called, and for whom. */
export interface VerifiedIdentity {
  readonly issuer: string;
  readonly viewer: Viewer;
}

/** Verifies identity tokens that are meant for one service. */
export class IdentityVerifier {
  private readonly verified = new LRUCache<string, { identity: VerifiedIdentity; expires: number }>({ max: 10_000 });
  private readonly viewers = new LRUCache<string, Viewer>({ max: MOST_VIEWERS });
  private readonly keys: Map<string, Promise<CryptoKey | Uint8Array>>;

  /** @param audience this service's name @param trusted public Ed25519 keys; `kid` is the issuer's name and a generation, `crm.1` */
  constructor(
    private readonly audience: string,
    trusted: readonly JWK[],
  ) {
    this.keys = new Map(
      trusted.filter((jwk) => jwk.crv === 'Ed25519' && jwk.kid).map((jwk) => [jwk.kid as string, importJWK(jwk, 'EdDSA')]),
    );
    for (const key of this.keys.values()) key.catch(() => undefined); // a malformed key refuses its own tokens, and nothing else
  }

  /** @throws PlatError UNAUTHENTICATED for anything that is not a valid token for this service, without saying why */
  async verify(token: string | undefined): Promise<VerifiedIdentity> {
    if (!token || token.length > 16_384) throw unauthenticated('This service answers to the gateway only.');
    const known = this.verified.get(token);
    if (known && known.expires > Date.now()) return known.identity;
    try {
      const { kid } = decodeProtectedHeader(token);
      const key = this.keys.get(kid ?? '');
      if (!key || !kid) throw new Error('unknown key');
      const { payload } = await jwtVerify(token, await key, {
        algorithms: ['EdDSA'],
        audience: this.audience,
        typ: TYPE,
        clockTolerance: 5,
        maxTokenAge: LIFETIME_SECONDS,
      });
      const parsed = claims.parse(payload);
      if (kid.split('.')[0] !== parsed.iss || parsed.exp - parsed.iat > LIFETIME_SECONDS) throw new Error('not this issuer, or too long');
      const viewer = this.viewerOf({
        userId: parsed.sub,
        sessionId: parsed.sid,
        tokenId: parsed.tid,
        contactId: parsed.contact,
        clientId: parsed.client,
        role: parsed.role,
        permissions: parsed.permissions as Permission[] | undefined,
        asOf: parsed.rev,
        scopes: parsed.scp as Permission[] | undefined,
      });
      const identity = { issuer: parsed.iss, viewer };
      this.verified.set(token, { identity, expires: parsed.exp * 1000 });
      return identity;
    } catch {
      throw unauthenticated('This service answers to the gateway only.');
    }
  }

  /** Tokens that say the same of somebody are of one viewer, with whom what follows from it is remembered. */
  private viewerOf(identity: Identity): Viewer {
    const said = JSON.stringify(identity);
    const viewer = this.viewers.get(said) ?? new Viewer(identity);
    this.viewers.set(said, viewer);
    return viewer;
  }
}
