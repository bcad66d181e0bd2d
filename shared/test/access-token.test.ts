import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { JWK } from 'jose';
import { ACCESS_TOKEN_SECONDS, AccessTokenVerifier, issueAccessToken, type KeySource } from '../src/access/access-token';
import { testSigningKey } from '../src/testing/test-keys';
import { aViewer } from '../src/testing/viewers';
import { altered, inSeconds, signed, signedByPublicKey, someClaims, type TokenParts } from './fixtures/forged-tokens';

const publicHalf = ({ d: _private, ...jwk }: JWK): JWK => jwk;
const key = testSigningKey();
const stranger = { ...testSigningKey(), kid: key.kid };
const noKeys: KeySource = async () => [];
const verifier = (known = [publicHalf(key)], fetchKeys = noKeys) => new AccessTokenVerifier(known, fetchKeys);

const identity = () =>
  aViewer('AGENT', { clientId: '2f1c3f0e-5a38-4a0a-9df5-3e61c9f2a3c1', asOf: 0 }).identity as Parameters<typeof issueAccessToken>[1];
const valid = (): TokenParts => ({
  key,
  header: { typ: 'at+jwt', kid: key.kid },
  claims: { ...someClaims(), iss: 'plat', aud: 'plat', iat: inSeconds(0), exp: inSeconds(300) },
});

const says = (claims: object) => (parts: TokenParts) => signed({ ...parts, claims: { ...parts.claims, ...claims } });
const heads = (header: object) => (parts: TokenParts) => signed({ ...parts, header: { ...parts.header, ...header } });
const FORGERIES: readonly (readonly [string, (parts: TokenParts) => Promise<string>])[] = [
  ['empty', async () => ''],
  ['garbage', async () => 'a.b.c'],
  ['a megabyte', async () => 'x'.repeat(1_048_576)],
  ['not signed', (parts) => altered(parts, { header: { alg: 'none' }, signature: '' })],
  ['without its signature', (parts) => altered(parts, { signature: '' })],
  ['signed by the public key', async (parts) => signedByPublicKey(parts)],
  ['signed by a stranger', (parts) => signed({ ...parts, key: stranger })],
  ['bringing its key along', (parts) => signed({ ...parts, key: stranger, header: { ...parts.header, jwk: publicHalf(stranger) } })],
  ['altered to an administrator', (parts) => altered(parts, { claims: { role: 'ADMIN' } })],
  ['altered to live on', (parts) => altered(parts, { claims: { exp: inSeconds(301) } })],
  ['expired', says({ exp: inSeconds(-10) })],
  ['living for ever', says({ exp: undefined })],
  ['for another audience', says({ aud: 'crm' })],
  ['for several audiences', says({ aud: ['plat', 'crm'] })],
  ['by another issuer', says({ iss: 'gateway' })],
  ['an identity token', heads({ typ: 'plat-id+jwt' })],
  ['of no type', heads({ typ: undefined })],
  ['of a key that every object has', heads({ kid: '__proto__' })],
  ['of nobody', says({ sub: undefined })],
  ['of no session', says({ sid: undefined })],
  ['of a role that is none', says({ role: 'ROOT' })],
  ['of permissions that are no list', says({ permissions: 'client:read' })],
  ['of rights of no known date', says({ rev: undefined })],
];

/** Dates stand still; everything else runs. */
const stopTheClockAt = (now: number) =>
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout'] });
afterEach(() => {
  jest.useRealTimers();
});

describe('an access token', () => {
  it('carries all that is known of a user, for five minutes', async () => {
    const who = identity();
    const { token, expiresAt } = await issueAccessToken(key, who);
    expect((await verifier().verify(token)).identity).toEqual(who);
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as { iat: number; exp: number };
    expect([exp - iat, expiresAt.getTime()]).toEqual([ACCESS_TOKEN_SECONDS, exp * 1000]);
  });

  it.each(FORGERIES)('is refused when %s', async (_, forge) => {
    expect((await verifier().verify(await signed(valid()))).isSignedIn).toBe(true);
    await expect(verifier().verify(await forge(valid()))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The access token is not valid, or no longer; sign in again.',
    });
  });

  it('is worth nothing from the second on in which it expires, though it was taken before', async () => {
    const { token, expiresAt } = await issueAccessToken(key, identity());
    const remembers = verifier();
    await remembers.verify(token);
    stopTheClockAt(expiresAt.getTime() - 1);
    expect((await remembers.verify(token)).isSignedIn).toBe(true);
    jest.setSystemTime(expiresAt);
    await expect(remembers.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is not verified by a private key that was given by mistake', async () => {
    await expect(verifier([key]).verify(await signed(valid()))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a key that is not known yet', () => {
  it('is fetched once for all tokens that come meanwhile', async () => {
    const fetchKeys = jest.fn<KeySource>().mockImplementation(async () => [publicHalf(key)]);
    const empty = verifier([], fetchKeys);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => signed(valid())));
    expect((await Promise.all(tokens.map((token) => empty.verify(token)))).every(({ isSignedIn }) => isSignedIn)).toBe(true);
    expect(fetchKeys).toHaveBeenCalledTimes(1);
  });

  it('is looked for once more than at the beginning, and then not at once again, whatever tokens name', async () => {
    const fetchKeys = jest.fn<KeySource>().mockImplementation(async () => []);
    const known = verifier(undefined, fetchKeys);
    for (let n = 0; n < 20; n += 1)
      await expect(known.verify(await heads({ kid: `k${n}` })(valid()))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(fetchKeys).toHaveBeenCalledTimes(2);
    expect((await known.verify(await signed(valid()))).isSignedIn).toBe(true);
  });

  it('leaves it open whether the token is good, while its source does not answer', async () => {
    let isUp = false;
    const known = verifier([], async () => {
      if (isUp) return [publicHalf(key)];
      throw new Error('down');
    });
    const token = await signed(valid());
    stopTheClockAt(Date.now());
    for (let n = 0; n < 2; n += 1) await expect(known.verify(token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    isUp = true;
    jest.setSystemTime(Date.now() + 1_000);
    expect((await known.verify(token)).isSignedIn).toBe(true);
  });

  it('does no harm when it is malformed', async () => {
    const other = testSigningKey();
    const known = verifier([{ ...publicHalf(key), x: 'short' }], async () => [
      { ...publicHalf(testSigningKey()), y: 'short' },
      publicHalf(other),
    ]);
    await expect(known.verify(await signed(valid()))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await known.verify(await signed({ ...valid(), key: other, header: { typ: 'at+jwt', kid: other.kid } }))).isSignedIn).toBe(true);
  });
});
