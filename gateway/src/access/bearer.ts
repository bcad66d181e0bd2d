import type { IncomingMessage } from 'node:http';
import type { AccessTokenVerifier, Proof } from '@plat/shared/access/access-token';
import { NOBODY, type Viewer } from '@plat/shared/access/viewer';
import { unauthenticated } from '@plat/shared/errors/plat-error';
import { PartnerTokens } from './partner-tokens';

/** Says who clients are, by the tokens that they bring: people's, and partners'. */
export class Bearers {
  constructor(
    private readonly people: AccessTokenVerifier,
    private readonly partners: PartnerTokens,
  ) {}

  /** @throws PlatError UNAUTHENTICATED for a header that is not `Bearer` and a valid token, UNAVAILABLE when that cannot be known */
  async viewerOf(request: IncomingMessage): Promise<Viewer> {
    const token = bearerOf(request);
    if (token === undefined) return NOBODY;
    return PartnerTokens.isOne(token) ? this.partners.verify(token) : this.people.verify(token);
  }

  /** Of a connection that goes on; of nobody there is nothing that ends. @param token undefined for nobody @throws PlatError as {@link viewerOf} */
  async prove(token: string | undefined): Promise<Proof> {
    if (token === undefined) return { viewer: NOBODY, until: Number.POSITIVE_INFINITY };
    return PartnerTokens.isOne(token) ? this.partners.prove(token) : this.people.prove(token);
  }
}

/** @throws PlatError UNAUTHENTICATED for a header that is not `Bearer` and a token; no header is undefined */
export function bearerOf({ headers: { authorization }, rawHeaders }: IncomingMessage): string | undefined {
  if (authorization === undefined) return undefined;
  // Node keeps the first of several; a proxy in front may have looked at another one.
  const isOne = rawHeaders.filter((name, n) => n % 2 === 0 && name.toLowerCase() === 'authorization').length === 1;
  return tokenOf(isOne ? authorization : '');
}

/** @throws PlatError UNAUTHENTICATED for what is not `Bearer` and a token */
export function tokenOf(authorization: unknown): string {
  const token = typeof authorization === 'string' && /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
  if (!token) throw unauthenticated('The Authorization header must be `Bearer` and an access token.');
  return token;
}
