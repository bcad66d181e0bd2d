import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;
const FORM = /^[\w-]{43}$/;

/** A token that nobody guesses: 32 random bytes in base64url. */
export const newToken = (): string => randomBytes(BYTES).toString('base64url');

/** Whether a text has the form of our tokens; nothing else is worth looking for. */
export const isToken = (text: string): boolean => FORM.test(text);

/** What is kept of a token. A token has as many possible values as its hash, so nothing slower is needed. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');
