import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { IdentityIssuer, IdentityVerifier } from '../src/access/identity-token';
import { type Identity, NOBODY, Viewer } from '../src/access/viewer';
import { testIdentityKey } from '../src/testing/test-keys';
import { aViewer } from '../src/testing/viewers';
import { inSeconds, signed } from './fixtures/forged-tokens';
import { IDENTITY_FORGERIES, validIdentity } from './fixtures/identity-forgeries';

const gateway = testIdentityKey('gateway');
const own = testIdentityKey('crm');
const issuer = new IdentityIssuer('gateway', gateway.key);
let verifier: IdentityVerifier;
beforeAll(() => {
  verifier = new IdentityVerifier('crm', [gateway.publicKey, own.publicKey]);
});

const REFUSAL = { code: 'UNAUTHENTICATED', message: 'This service answers to the gateway only.' };

describe('an identity token', () => {
  it('carries all that is known of a viewer', async () => {
    const viewer = aViewer('AGENT', { clientId: '2f1c3f0e-5a38-4a0a-9df5-3e61c9f2a3c1' });
    const { issuer: by, viewer: verified } = await verifier.verify(await issuer.mint(viewer, 'crm'));
    expect(by).toBe('gateway');
    expect(verified.identity).toEqual(viewer.identity);
  });

  it('carries a partner access token with its scopes, and that it has none', async () => {
    for (const scopes of [['property:read'], []] as const) {
      const viewer = aViewer('ADMIN', { scopes, tokenId: '2f1c3f0e-5a38-4a0a-9df5-3e61c9f2a3c1', sessionId: undefined });
      const { viewer: verified } = await verifier.verify(await issuer.mint(viewer, 'crm'));
      expect(verified.identity).toEqual(viewer.identity);
      expect(verified.isToken).toBe(true);
    }
    expect((await verifier.verify(await issuer.mint(aViewer(), 'crm'))).viewer.isToken).toBe(false);
  });

  it('is taken when a second ends while it is made', async () => {
    const { Date: RealDate } = globalThis;
    let now = Math.floor(RealDate.now() / 1000) * 1000 - 1;
    const tick = () => now++;
    try {
      globalThis.Date = class extends RealDate {
        static override now = tick;
        constructor() {
          super(tick());
        }
      } as DateConstructor;
      const token = await issuer.mint(aViewer(), 'crm');
      expect((await verifier.verify(token)).issuer).toBe('gateway');
    } finally {
      globalThis.Date = RealDate;
    }
  });

  it('carries nobody as well', async () => {
    const { viewer } = await verifier.verify(await issuer.mint(NOBODY, 'crm'));
    expect([viewer.isSignedIn, viewer.isAdmin, viewer.identity.permissions]).toEqual([false, false, []]);
  });

  it('is of one viewer with every other that says the same, and of another with any that does not', async () => {
    const viewer = aViewer('ADMIN', { asOf: 7, scopes: ['property:read'] });
    const { identity } = viewer;
    const verified = async (one: Viewer) =>
      (await verifier.verify(await new IdentityIssuer('gateway', gateway.key).mint(one, 'crm'))).viewer;
    const first = await verified(viewer);
    expect(await verified(new Viewer(identity))).toBe(first);
    const others: Identity[] = [
      { ...identity, userId: aViewer().userId },
      { ...identity, sessionId: undefined },
      { ...identity, role: 'USER' },
      { ...identity, permissions: identity.permissions?.slice(1) },
      { ...identity, scopes: [] },
      { ...identity, scopes: undefined },
      { ...identity, asOf: 8 },
    ];
    for (const other of others) {
      const viewer = await verified(new Viewer(other));
      expect(viewer).not.toBe(first);
      expect(viewer.identity).toEqual(JSON.parse(JSON.stringify(other)));
    }
  });

  it('is taken from a service in its own name', async () => {
    const token = await new IdentityIssuer('crm', own.key).mint(aViewer(), 'crm');
    expect((await verifier.verify(token)).issuer).toBe('crm');
  });

  it('is taken by the old and the new key of a process while both are trusted, and by the new one alone after that', async () => {
    const next = testIdentityKey('gateway', 2);
    const [old, young] = await Promise.all([gateway, next].map(({ key }) => new IdentityIssuer('gateway', key).mint(aViewer(), 'crm')));
    const both = new IdentityVerifier('crm', [gateway.publicKey, next.publicKey]);
    expect([(await both.verify(old)).issuer, (await both.verify(young)).issuer]).toEqual(['gateway', 'gateway']);
    const after = new IdentityVerifier('crm', [next.publicKey]);
    expect((await after.verify(young)).issuer).toBe('gateway');
    await expect(after.verify(old)).rejects.toMatchObject(REFUSAL);
  });

  it('is taken as the forgeries below begin', async () => {
    const valid = validIdentity(gateway.key);
    expect((await verifier.verify(await signed(valid))).viewer.userId).toBe(valid.claims.sub);
  });

  it.each(IDENTITY_FORGERIES)('is refused when %s', async (_, forge) => {
    const token = await forge(validIdentity(gateway.key), own.key);
    await expect(verifier.verify(token)).rejects.toMatchObject(REFUSAL);
  });

  it('is refused when it is too long, though it is valid', async () => {
    const valid = validIdentity(gateway.key);
    await expect(
      verifier.verify(await signed({ ...valid, claims: { ...valid.claims, padding: 'x'.repeat(17_000) } })),
    ).rejects.toMatchObject(REFUSAL);
  });

  it('is refused again after it was refused, and taken again after it was taken', async () => {
    const token = await issuer.mint(aViewer(), 'crm');
    const [first, second] = [await verifier.verify(token), await verifier.verify(token)];
    expect(second).toBe(first);
    for (let n = 0; n < 2; n += 1) await expect(verifier.verify(`${token}x`)).rejects.toMatchObject(REFUSAL);
  });

  it('is refused by whoever has only a malformed key for it, who takes the others', async () => {
    const halfBroken = new IdentityVerifier('crm', [{ ...gateway.publicKey, x: 'short' }, own.publicKey]);
    expect((await halfBroken.verify(await new IdentityIssuer('crm', own.key).mint(aViewer(), 'crm'))).issuer).toBe('crm');
    await new Promise(setImmediate); // a rejection that nobody has handled by now ends the process
    await expect(halfBroken.verify(await issuer.mint(aViewer(), 'crm'))).rejects.toMatchObject(REFUSAL);
  });
});

describe('minting', () => {
  it('reuses the token of a viewer for an audience, and of nobody else', async () => {
    const viewer = aViewer();
    const token = await issuer.mint(viewer, 'crm');
    const likewise = (identity: Identity) => issuer.mint(new Viewer({ ...viewer.identity, ...identity }), 'crm');
    expect(await likewise({})).toBe(token);
    const others = [
      issuer.mint(viewer, 'documents'),
      issuer.mint(aViewer(), 'crm'),
      likewise({ role: 'ADMIN' }),
      likewise({ permissions: ['client:read'] }),
      likewise({ sessionId: viewer.userId }),
    ];
    expect(await Promise.all(others)).not.toContain(token);
  });

  it.each([
    ['the machine slept', 120_000],
    ['the clock was put back', -120_000],
  ])('reuses none that the clock no longer lets hold after %s', async (_, jump) => {
    const viewer = aViewer();
    const token = await issuer.mint(viewer, 'crm');
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + jump);
    try {
      expect(await issuer.mint(viewer, 'crm')).not.toBe(token);
    } finally {
      now.mockRestore();
    }
  });

  it('gives a token a minute at most', async () => {
    const [, claims] = (await issuer.mint(aViewer(), 'crm')).split('.') as [string, string];
    const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; exp: number };
    expect(exp - iat).toBe(60);
    expect(iat).toBeLessThanOrEqual(inSeconds(0));
  });

  it('tries again after a key could not be used', async () => {
    const broken = new IdentityIssuer('gateway', { ...gateway.key, d: 'short' });
    await expect(broken.mint(NOBODY, 'crm')).rejects.toThrow();
    await expect(broken.mint(NOBODY, 'crm')).rejects.toThrow();
  });
});
