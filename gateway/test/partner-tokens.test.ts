import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { hashPartnerToken, type PartnerToken } from '@plat/shared/access/partner-token';
import type { Viewer } from '@plat/shared/access/viewer';
import { unauthenticated, unavailable } from '@plat/shared/errors/plat-error';
import { PartnerTokens } from '../src/access/partner-tokens';

const TOKEN = `plat_pat_${'t'.repeat(43)}`;
const UNAUTHENTICATED = expect.objectContaining({ code: 'UNAUTHENTICATED' });

describe('the memory of partner access tokens', () => {
  let now: number;
  let asked: string[];
  let answer: PartnerToken | null | Error;
  let revokedUpTo: number;
  let tokens: PartnerTokens;
  const aToken = (asOf = 1): PartnerToken => ({
    userId: randomUUID(),
    tokenId: randomUUID(),
    name: 'Partner',
    role: 'USER',
    permissions: [],
    scopes: ['property:read'],
    asOf,
    expiresAt: new Date(60_000).toISOString(),
  });
  beforeEach(() => {
    now = 0;
    asked = [];
    answer = aToken();
    revokedUpTo = 0;
    const call = async (_service: string, _path: string, _viewer: Viewer, { hash }: { hash: string }) => {
      asked.push(hash);
      if (answer instanceof Error) throw answer;
      return { token: answer };
    };
    const assertHolds = ({ identity }: Viewer) => {
      if ((identity.asOf ?? 0) < revokedUpTo) throw unauthenticated();
    };
    tokens = new PartnerTokens({ call: call as never }, assertHolds, () => now);
  });

  it('asks crm once for all who come together, and again after ten seconds', async () => {
    const [one, two] = await Promise.all([tokens.verify(TOKEN), tokens.verify(TOKEN)]);
    expect(one).toBe(two);
    now = 9_999;
    expect(await tokens.verify(TOKEN)).toBe(one);
    expect(asked).toEqual([hashPartnerToken(TOKEN)]);
    now = 10_000;
    await tokens.verify(TOKEN);
    expect(asked).toHaveLength(2);
  });

  it('gives the owner with the token’s scopes', async () => {
    expect((await tokens.verify(TOKEN)).identity).toMatchObject({ role: 'USER', scopes: ['property:read'], tokenId: expect.any(String) });
    expect((await tokens.verify(TOKEN)).isToken).toBe(true);
  });

  it('tells what a token is, to whoever has it', async () => {
    expect(await tokens.describe(TOKEN)).toEqual({ name: 'Partner', scopes: ['property:read'], expiresAt: new Date(60_000).toISOString() });
    await expect(tokens.describe('a.b.c')).rejects.toEqual(UNAUTHENTICATED);
    expect(asked).toHaveLength(1);
  });

  it('ends with the token, however short it lives', async () => {
    now = 55_000;
    await tokens.verify(TOKEN);
    now = 60_000;
    answer = null;
    await expect(tokens.verify(TOKEN)).rejects.toEqual(UNAUTHENTICATED);
  });

  it('forgets what was revoked, and asks with which rights it holds now', async () => {
    await tokens.verify(TOKEN);
    revokedUpTo = 2;
    answer = aToken(2);
    expect((await tokens.verify(TOKEN)).identity.asOf).toBe(2);
    revokedUpTo = 3;
    answer = null;
    await expect(tokens.verify(TOKEN)).rejects.toEqual(UNAUTHENTICATED);
    expect(asked).toHaveLength(3);
  });

  it('trusts no answer that is older than a revocation', async () => {
    revokedUpTo = 2;
    await expect(tokens.verify(TOKEN)).rejects.toEqual(UNAUTHENTICATED);
  });

  it('remembers no refusal, and asks nobody about what has not the form of a token', async () => {
    answer = null;
    await expect(tokens.verify(TOKEN)).rejects.toEqual(UNAUTHENTICATED);
    answer = aToken();
    await tokens.verify(TOKEN);
    for (const malformed of ['plat_pat_', `${TOKEN}x`, `${TOKEN.slice(0, -1)}.`]) {
      await expect(tokens.verify(malformed)).rejects.toEqual(UNAUTHENTICATED);
    }
    expect(asked).toHaveLength(2);
  });

  it('says that crm is down, and does not call the token wrong', async () => {
    answer = unavailable('The crm service does not answer right now; try again.');
    await expect(tokens.verify(TOKEN)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    answer = aToken();
    await tokens.verify(TOKEN);
  });
});
