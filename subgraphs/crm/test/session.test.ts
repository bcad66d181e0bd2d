import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenVerifier } from '@plat/shared/access/access-token';
import { ROLE_PERMISSIONS } from '@plat/shared/access/permissions';
import { hashPassword } from '../src/session/password';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm } from './crm.factory';
import { PASSWORD, rowsOf, sha256, signIn } from './sign-in';

let crm: TestCrm;
let passwordHash: string;
beforeAll(async () => {
  crm = await startTestCrm();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => crm.stop());

describe('a session', () => {
  it('is kept with its address and agent, and with hashes in place of its tokens', async () => {
    const user = await crm.user({ passwordHash });
    const { accessToken, refreshToken } = (await signIn(crm, user.email, PASSWORD, { address: '203.0.113.7', userAgent: 'Browser 1' })).data
      .signIn;
    const [session, ...others] = await rowsOf(crm, 'user_sessions', user);
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      ip_address: '203.0.113.7',
      user_agent: 'Browser 1',
      is_active: true,
      session_token: sha256(accessToken),
      refresh_token: sha256(refreshToken),
    });
    expect(JSON.stringify(session)).not.toMatch(new RegExp(`${accessToken}|${refreshToken}`));
    expect(session.expires_at.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(await rowsOf(crm, 'users', user, 'id')).toMatchObject([
      { last_login_ip: '203.0.113.7', last_login_date: expect.any(Date), login_attempts: 0 },
    ]);
  });

  it.each([
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['unknown', null],
    ['203.0.113.7, 10.0.0.1', null],
    [undefined, null],
  ])('begins from the address %s', async (address, kept) => {
    const user = await crm.user({ passwordHash });
    expect((await signIn(crm, user.email, PASSWORD, { address })).errors).toBeUndefined();
    expect(await rowsOf(crm, 'user_sessions', user)).toMatchObject([{ ip_address: kept }]);
  });

  it('is recorded as an event, without secrets', async () => {
    const user = await crm.user({ passwordHash });
    const { accessToken, refreshToken } = (await signIn(crm, user.email, PASSWORD, { address: '203.0.113.7', userAgent: 'Browser 1' })).data
      .signIn;
    const events = await rowsOf(crm, 'outbox_events', user, 'actor_user_id');
    expect(events).toMatchObject([
      {
        type: 'session.started',
        subject_type: 'UserSession',
        payload: {
          address: '203.0.113.7',
          userAgent: 'Browser 1',
          new: { user_id: user.id, session_token: '[redacted]', refresh_token: '[redacted]' },
        },
      },
      { type: 'known_device.added', subject_type: 'KnownDevice' },
    ]);
    const [session] = await rowsOf(crm, 'user_sessions', user);
    expect([events[0].subject_id, events[0].payload.session]).toEqual([session.id, session.id]);
    for (const secret of [accessToken, refreshToken, sha256(accessToken), sha256(refreshToken), PASSWORD, passwordHash])
      expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('is another one at each sign-in', async () => {
    const user = await crm.user({ passwordHash });
    const [one, two] = [(await signIn(crm, user.email)).data.signIn, (await signIn(crm, user.email)).data.signIn];
    expect(new Set([one.accessToken, two.accessToken, one.refreshToken, two.refreshToken]).size).toBe(4);
    expect(await rowsOf(crm, 'user_sessions', user)).toHaveLength(2);
  });
});

describe('the access token', () => {
  const viewerBy = async (user: User) => {
    const { d: _private, ...publicKey } = crm.signingKey;
    const { accessToken, expiresAt } = (await signIn(crm, user.email)).data.signIn;
    const { exp } = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString()) as { exp: number };
    expect(new Date(expiresAt).getTime()).toBe(exp * 1000);
    return new AccessTokenVerifier([publicKey], async () => []).verify(accessToken);
  };

  it('says who the user is, with session, contact and client', async () => {
    const [contact, client] = [await crm.contact(), await crm.client()];
    const user = await crm.user({ passwordHash, contactId: contact.id, clientId: client.id, role: UserRole.CLIENT });
    const { identity } = await viewerBy(user);
    const [session] = await rowsOf(crm, 'user_sessions', user);
    expect(identity).toEqual({
      userId: user.id,
      sessionId: session.id,
      contactId: contact.id,
      clientId: client.id,
      role: 'CLIENT',
      permissions: [],
      asOf: expect.any(Number),
    });
  });

  it.each(Object.values(UserRole))('carries what %s may do', async (role) => {
    const { identity } = await viewerBy(await crm.user({ passwordHash, role }));
    expect([identity.role, [...(identity.permissions ?? [])].sort()]).toEqual([role, [...ROLE_PERMISSIONS[role]].sort()]);
  });

  it('carries what granted roles add, and does not change the primary one', async () => {
    const user = await crm.user({ passwordHash, role: UserRole.COORDINATOR });
    await crm.given((db) => db.query(`INSERT INTO user_roles SELECT $1, id FROM roles WHERE name IN ('AGENT', 'CLIENT')`, [user.id]));
    const { identity } = await viewerBy(user);
    const expected = new Set([...ROLE_PERMISSIONS.COORDINATOR, ...ROLE_PERMISSIONS.AGENT]);
    expect([identity.role, [...(identity.permissions ?? [])].sort()]).toEqual(['COORDINATOR', [...expected].sort()]);
  });
});
