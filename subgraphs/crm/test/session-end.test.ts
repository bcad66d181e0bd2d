import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOBODY, Viewer } from '@plat/shared/access/viewer';
import type { User } from '../src/user/user.entity';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';
import { rowsOf } from './sign-in';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const aSession = async ({ id }: User, createdAt = '2027-01-01T00:00:00Z') => {
  const [row] = await crm.given((db) =>
    db.query(
      `INSERT INTO user_sessions (user_id, session_token, expires_at, ip_address, user_agent, created_at)
        VALUES ($1, gen_random_uuid(), '2027-02-01T00:00:00Z', '203.0.113.7', 'Browser 1', $2) RETURNING id`,
      [id, createdAt],
    ),
  );
  return row.id as string;
};
const within = (user: User, sessionId: string) => new Viewer({ ...viewerOf(user).identity, sessionId });
const activeOf = async (user: User) =>
  (await rowsOf(crm, 'user_sessions', user))
    .filter((row: { is_active: boolean }) => row.is_active)
    .map(({ id }: { id: string }) => id)
    .sort();
const revocationsOf = (ids: string[]) =>
  crm.given((db) => db.query('SELECT kind, subject_id AS id FROM revocations WHERE subject_id = ANY ($1) ORDER BY seq', [ids]));
const eventsOf = (id: string) => crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [id]));
const code = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;

const END = 'mutation ($id: ID!) { revokeSession(id: $id) { id isActive } }';
const ended = { type: 'session.ended', payload: { old: { is_active: true }, new: { is_active: false } } };

describe('signing out', () => {
  it('ends the session of the token, and no other', async () => {
    const user = await crm.user();
    const [here, there] = [await aSession(user), await aSession(user)];
    const { data, errors } = await crm.ask(within(user, here), 'mutation { signOut { id isActive isCurrent } }');
    expect(errors).toBeUndefined();
    expect(data.signOut).toEqual({ id: here, isActive: false, isCurrent: true });
    expect(await activeOf(user)).toEqual([there]);
    expect(await revocationsOf([here, there, user.id])).toEqual([{ kind: 'SESSION', id: here }]);
    expect(await eventsOf(here)).toMatchObject([ended]);
  });

  it('changes nothing the second time', async () => {
    const user = await crm.user();
    const id = await aSession(user);
    for (let n = 0; n < 2; n += 1) expect((await crm.ask(within(user, id), 'mutation { signOut { id } }')).data.signOut).toEqual({ id });
    expect([await eventsOf(id), await revocationsOf([id])]).toMatchObject([[ended], [{ kind: 'SESSION' }]]);
  });

  it('is refused without a session, and without anybody', async () => {
    const user = await crm.user();
    const { sessionId: _, ...identity } = viewerOf(user).identity;
    expect(code(await crm.ask(new Viewer(identity), 'mutation { signOut { id } }'))).toBe('CONFLICT');
    expect(code(await crm.ask(viewerOf(user), 'mutation { signOut { id } }'))).toBe('NOT_FOUND');
    expect(code(await crm.ask(NOBODY, 'mutation { signOut { id } }'))).toBe('UNAUTHENTICATED');
    expect(code(await crm.ask(NOBODY, 'mutation { signOutEverywhere }'))).toBe('UNAUTHENTICATED');
  });

  it('everywhere ends all sessions of the user at once, and of nobody else', async () => {
    const [user, other] = [await crm.user(), await crm.user()];
    const ids = [await aSession(user), await aSession(user)];
    const kept = await aSession(other);
    expect((await crm.ask(viewerOf(user), 'mutation { signOutEverywhere }')).data).toEqual({ signOutEverywhere: 2 });
    expect([await activeOf(user), await activeOf(other)]).toEqual([[], [kept]]);
    expect(await revocationsOf([...ids, user.id, other.id])).toEqual([{ kind: 'USER', id: user.id }]);
    for (const id of ids) expect(await eventsOf(id)).toMatchObject([ended]);
    expect((await crm.ask(viewerOf(user), 'mutation { signOutEverywhere }')).data).toEqual({ signOutEverywhere: 0 });
  });
});

describe('ending one session', () => {
  it('is for its user alone; an administrator sees it, and others do not', async () => {
    const [user, stranger, boss] = [await crm.user(), await crm.user(), await crm.user({ role: UserRole.ADMIN })];
    const id = await aSession(user);
    expect(code(await crm.ask(viewerOf(stranger), END, { id }))).toBe('NOT_FOUND');
    expect(code(await crm.ask(viewerOf(boss), END, { id }))).toBe('FORBIDDEN');
    for (const absent of [randomUUID(), 'none', '']) expect(code(await crm.ask(viewerOf(user), END, { id: absent }))).toBe('NOT_FOUND');
    expect([await activeOf(user), await eventsOf(id), await revocationsOf([id])]).toEqual([[id], [], []]);
    expect((await crm.ask(viewerOf(user), END, { id: id.toUpperCase() })).data.revokeSession).toEqual({ id, isActive: false });
    expect([await eventsOf(id), await revocationsOf([id])]).toMatchObject([[ended], [{ kind: 'SESSION', id }]]);
  });
});

describe('sessions', () => {
  it('are listed with device, address and times, the newest first', async () => {
    const user = await crm.user();
    const [old, recent] = [await aSession(user), await aSession(user, '2027-01-02T00:00:00Z')];
    const { data, errors } = await crm.ask(
      within(user, old),
      `{ me { sessions { totalCount edges { node { id ipAddress userAgent expiresAt isActive createdAt lastUsed isCurrent } } } } }`,
    );
    expect(errors).toBeUndefined();
    const shown = {
      ipAddress: '203.0.113.7',
      userAgent: 'Browser 1',
      expiresAt: '2027-02-01T00:00:00.000Z',
      isActive: true,
      lastUsed: null,
    };
    expect(data.me.sessions).toEqual({
      totalCount: 2,
      edges: [
        { node: { id: recent, ...shown, createdAt: '2027-01-02T00:00:00.000Z', isCurrent: false } },
        { node: { id: old, ...shown, createdAt: '2027-01-01T00:00:00.000Z', isCurrent: true } },
      ],
    });
  });

  it('are filtered and ordered', async () => {
    const user = await crm.user();
    const [old, recent] = [await aSession(user), await aSession(user, '2027-01-02T00:00:00Z')];
    await crm.ask(viewerOf(user), END, { id: recent });
    const ids = async (args: string) =>
      (await crm.ask(viewerOf(user), `{ me { sessions(${args}) { edges { node { id } } } } }`)).data.me.sessions.edges.map(
        ({ node }: { node: { id: string } }) => node.id,
      );
    expect(await ids('filter: { isActive: true }')).toEqual([old]);
    expect(await ids('orderBy: CREATED_AT_ASC')).toEqual([old, recent]);
    expect(await ids('orderBy: EXPIRES_AT_DESC')).toHaveLength(2);
  });

  it('of many users are read in one statement', async () => {
    const boss = await crm.user({ role: UserRole.ADMIN });
    await aSession(boss);
    const list = () => crm.ask(viewerOf(boss), '{ users(first: 10) { edges { node { sessions(first: 2) { edges { node { id } } } } } } }');
    expect(await crm.statementsOf(list)).toHaveLength(2);
  });
});
