import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newToken } from '@plat/shared/crypto/secret-token';
import { openPair, sealPair } from './sealed-pair';

describe('a sealed pair', () => {
  const [token, session] = [newToken(), randomUUID()];
  const pair = { accessToken: 'access', refreshToken: newToken(), expiresAt: new Date('2027-03-01T09:05:00Z') };
  const sealed = sealPair(pair, token, session);

  it('is opened by the token that it was given for, and looks different each time', () => {
    expect(openPair(sealed, token, session)).toEqual(pair);
    expect(sealPair(pair, token, session)).not.toBe(sealed);
  });

  it('is not opened by another token, in another session, or altered', () => {
    expect(() => openPair(sealed, newToken(), session)).toThrow();
    expect(() => openPair(sealed, token, randomUUID())).toThrow();
    for (let index = 0; index < Buffer.from(sealed, 'base64url').length; index += 1) {
      const bytes = Buffer.from(sealed, 'base64url');
      bytes[index] = (bytes[index] as number) ^ 1;
      expect(() => openPair(bytes.toString('base64url'), token, session)).toThrow();
    }
  });
});
