import { isToken, newToken } from '@plat/shared/crypto/secret-token';

const VISITOR = 'plat_visitor';
/** A grant of a PIN, by the document that it opens. */
const GRANT = 'plat_grant_';
const VISITOR_S = 30 * 24 * 3_600;

/** What a visitor's browser keeps for us, and sends to nobody else. */
export interface VisitorCookies {
  /** Tells this visitor from others who have the same link. */
  readonly visitor: string | undefined;
  grantFor(documentId: string): string | undefined;
}

/** Reads our cookies; what has not their form is none. */
export function cookiesOf(header: string | undefined): VisitorCookies {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('=') as [string, string | undefined]);
  const find = (name: string) => pairs.find(([key, value]) => key === name && value !== undefined && isToken(value))?.[1];
  return { visitor: find(VISITOR), grantFor: (documentId) => find(GRANT + documentId) };
}

/** No script reads it, and no other site makes a browser send it. */
const cookie = (name: string, value: string, seconds: number, isSecure: boolean): string =>
  `${name}=${value}; Path=/share; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;

/** A visitor who was not here before. */
export function newVisitor(isSecure: boolean): { readonly visitor: string; readonly header: string } {
  const visitor = newToken();
  return { visitor, header: cookie(VISITOR, visitor, VISITOR_S, isSecure) };
}

/** What a right PIN opened, for as long as the grant counts. */
export const grantCookie = (documentId: string, token: string, seconds: number, isSecure: boolean): string =>
  cookie(GRANT + documentId, token, seconds, isSecure);
