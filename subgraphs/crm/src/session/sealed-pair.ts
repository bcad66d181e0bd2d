import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a session's client gets for a refresh token. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token. */
  readonly expiresAt: Date;
}

/** The key is made of the token that was presented, which the database has as a hash alone: it cannot open the pair. */
const keyOf = (presented: string, sessionId: string): Buffer =>
  Buffer.from(hkdfSync('sha256', presented, sessionId, 'plat refresh pair 1', 32));

/** Encrypts a pair so that the holder of the presented refresh token alone gets it again. @returns base64url */
export function sealPair(pair: TokenPair, presented: string, sessionId: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(presented, sessionId), nonce, { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(JSON.stringify(pair), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws Error when the pair was altered, or sealed for another token or session */
export function openPair(sealed: string, presented: string, sessionId: string): TokenPair {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(ALGORITHM, keyOf(presented, sessionId), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  const { accessToken, refreshToken, expiresAt } = JSON.parse(text) as Record<keyof TokenPair, string>;
  return { accessToken, refreshToken, expiresAt: new Date(expiresAt) };
}
