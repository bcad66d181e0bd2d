import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITY_HEADER } from '@plat/shared/access/identity-header';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { hashPartnerToken, PARTNER_TOKEN_PATH, type PartnerToken, partnerTokenAnswer } from '@plat/shared/access/partner-token';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import { subgraphServer } from '@plat/shared/graphql/subgraph-server';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { rowsOf } from './sign-in';

let now = new Date('2026-05-01T12:00:00Z');
let crm: TestCrm;
let server: ReturnType<typeof subgraphServer>;
beforeAll(async () => {
  crm = await startTestCrm({ clock: () => now });
  server = subgraphServer(crm.subgraph);
});
afterAll(async () => {
  await server.close();
  await crm.stop();
});

const ask = async (payload: object, issuer: 'gateway' | 'crm' = 'gateway') => {
  const key = issuer === 'gateway' ? crm.keys.gateway : crm.keys.own;
  const headers = { [IDENTITY_HEADER]: await new IdentityIssuer(issuer, key).mint(NOBODY, 'crm') };
  return server.inject({ method: 'POST', url: PARTNER_TOKEN_PATH, headers, payload });
};
const identify = async (hash: string): Promise<PartnerToken | null> => {
  const response = await ask({ hash });
  expect(response.statusCode).toBe(200);
  return partnerTokenAnswer.parse(response.json()).token;
};
const later = (ms: number) => new Date(now.getTime() + ms);
const aToken = async (owner: User, values: object = {}) => {
  const tokenHash = hashPartnerToken(owner.id);
  return { hash: tokenHash, ...(await crm.accessToken(owner, { tokenHash, expiresAt: later(60_000), ...values })) };
};
const setActive = 'mutation ($input: SetUserActiveInput!) { setUserActive(input: $input) { isActive } }';

describe('whose name an access token asks in', () => {
  it('is its owner’s, with ids and role, and with the permissions that scopes and owner share', async () => {
    const [contact, client] = [await crm.contact(), await crm.client()];
    const ann = await crm.user({ contactId: contact.id, clientId: client.id, role: UserRole.AGENT });
    const { id, hash, expiresAt } = await aToken(ann, { scopes: ['client:read', 'contact:read', 'property:read'] });
    expect(await identify(hash)).toEqual({
      userId: ann.id,
      tokenId: id,
      name: 'Script',
      contactId: contact.id,
      clientId: client.id,
      role: 'AGENT',
      permissions: ['client:read'],
      scopes: ['client:read', 'contact:read', 'property:read'],
      asOf: expect.any(Number),
      expiresAt: expiresAt.toISOString(),
    });
  });

  it('carries the number of the last revocation, so that the next one ends it', async () => {
    const ann = await crm.user();
    const { hash } = await aToken(ann);
    const other = await crm.accessToken(ann);
    const before = (await identify(hash))?.asOf ?? Number.NaN;
    await crm.ask(viewerOf(ann), 'mutation ($id: ID!) { revokeAccessToken(id: $id) { id } }', { id: other.id });
    expect((await identify(hash))?.asOf).toBeGreaterThan(before);
  });

  it('is nobody’s when it is unknown, expired, revoked, or its owner is shut out', async () => {
    expect(await identify(hashPartnerToken('nothing'))).toBeNull();
    const [ann, bob, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const [mine, others] = [await aToken(ann), await aToken(bob)];
    expect((await identify(mine.hash))?.userId).toBe(ann.id);
    await crm.ask(viewerOf(boss), setActive, { input: { id: ann.id, isActive: false } });
    expect(await identify(mine.hash)).toBeNull();
    await crm.ask(viewerOf(boss), setActive, { input: { id: ann.id, isActive: true } });
    const again = await identify(mine.hash);
    expect(again?.userId).toBe(ann.id);
    const signedInAgain = new Viewer({ ...viewerOf(ann).identity, asOf: again?.asOf });
    await crm.ask(signedInAgain, 'mutation ($id: ID!) { revokeAccessToken(id: $id) { id } }', { id: mine.id });
    expect(await identify(mine.hash)).toBeNull();
    now = later(59_999);
    expect((await identify(others.hash))?.userId).toBe(bob.id);
    now = later(1);
    expect(await identify(others.hash)).toBeNull();
  });

  it('is written down as a use at most once a minute, and raises no version', async () => {
    const ann = await crm.user();
    const { hash } = await aToken(ann, { expiresAt: later(600_000) });
    const used = async () => (await rowsOf(crm, 'access_tokens', ann))[0];
    const first = now;
    await identify(hash);
    expect(await used()).toMatchObject({ last_used: first, version: 1 });
    now = later(59_999);
    await identify(hash);
    expect((await used()).last_used).toEqual(first);
    now = later(1);
    await identify(hash);
    expect((await used()).last_used).toEqual(now);
  });

  it('is told to the gateway alone, which asks by a hash', async () => {
    expect((await ask({ hash: hashPartnerToken('x') }, 'crm')).statusCode).toBe(401);
    for (const payload of [{}, { hash: 'short' }, { hash: `${'x'.repeat(42)}'` }]) expect((await ask(payload)).statusCode).toBe(400);
  });
});
