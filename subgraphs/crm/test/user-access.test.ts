import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_PERMISSIONS } from '@plat/shared/access/permissions';
import { withClient } from '@plat/shared/database/admin-client';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const anAdmin = (at = crm) => at.user({ role: UserRole.ADMIN });
const code = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const ROLE = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { version role permissions } }';
const ACTIVE = 'mutation ($input: SetUserActiveInput!) { setUserActive(input: $input) { isActive version } }';
const GRANT = 'mutation ($input: RoleGrantInput!) { grantRole(input: $input) { grantedRoles { name } permissions } }';
const REVOKE = 'mutation ($input: RoleGrantInput!) { revokeRole(input: $input) { grantedRoles { name } permissions } }';

describe('adding users', () => {
  const CREATE =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { id username role fullName contact { id email } permissions grantedRoles { name } } }';

  it('makes a user with a contact of their own, and records both without the password', async () => {
    const boss = viewerOf(await anAdmin());
    const { data, errors } = await crm.ask(boss, CREATE, { input: { email: 'Zoe@example.com', role: 'COORDINATOR', firstName: 'Zoe' } });
    expect(errors).toBeUndefined();
    expect(data.createUser).toMatchObject({
      username: 'Zoe@example.com',
      role: 'COORDINATOR',
      fullName: 'Zoe',
      contact: { email: 'Zoe@example.com' },
      grantedRoles: [{ name: 'USER' }],
    });
    const events = await crm.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id IN ($1, $2) ORDER BY seq', [
        data.createUser.id,
        data.createUser.contact.id,
      ]),
    );
    expect(events).toMatchObject([
      { type: 'contact.created' },
      { type: 'user.created', payload: { new: { password_hash: '[redacted]' } } },
    ]);
  });

  it('links no contact that is there, and leaves nothing of what it refuses', async () => {
    const [boss, contact, ann] = [viewerOf(await anAdmin()), await crm.contact(), await crm.user()];
    const email = contact.email?.toUpperCase();
    expect(code(await crm.ask(boss, CREATE, { input: { email } }))).toBe('CONFLICT');
    expect(code(await crm.ask(boss, CREATE, { input: { email: ann.email } }))).toBe('CONFLICT');
    expect(code(await crm.ask(boss, CREATE, { input: { email: 'yan@example.com', username: 'y' } }))).toBe('BAD_USER_INPUT');
    const left = await crm.given((db) => db.query('SELECT id FROM contacts WHERE email = ANY ($1)', [[ann.email, 'yan@example.com']]));
    expect(left).toEqual([]);
  });
});

describe('what users may do', () => {
  it('answers oneself with the permissions of both kinds of roles, sorted, several users in one statement', async () => {
    const [ann, boss, role] = [await crm.user({ role: UserRole.COORDINATOR }), await anAdmin(), await crm.role()];
    const input = { userId: ann.id, roleId: role.id };
    await crm.given((db) =>
      db.query(`INSERT INTO role_permissions SELECT $1, id FROM permissions WHERE name IN ('task:read', 'contact:read')`, [role.id]),
    );
    const all = ['client:read', 'contact:read', 'contact:write', 'inquiry:read', 'task:read', 'template:read'];
    expect((await crm.ask(viewerOf(boss), GRANT, { input })).data.grantRole).toEqual({
      grantedRoles: [{ name: role.name }],
      permissions: all,
    });
    expect((await crm.ask(viewerOf(ann), '{ me { permissions grantedRoles { name } } }')).data.me).toEqual({
      permissions: all,
      grantedRoles: [{ name: role.name }],
    });
    expect((await crm.ask(viewerOf(boss), '{ me { permissions } }')).data.me.permissions).toEqual([...ALL_PERMISSIONS].sort());
    const list = () => crm.ask(viewerOf(boss), '{ users(first: 10) { edges { node { permissions grantedRoles { id } } } } }');
    expect(await crm.statementsOf(list)).toHaveLength(4);
    expect((await crm.ask(viewerOf(boss), REVOKE, { input })).data.revokeRole).toEqual({
      grantedRoles: [],
      permissions: all.filter((one) => one !== 'task:read'),
    });
  });

  it('records each grant once, and refuses a role or user that is not there', async () => {
    const [ann, boss, role] = [await crm.user(), viewerOf(await anAdmin()), await crm.role()];
    for (const mutation of [GRANT, GRANT, REVOKE, REVOKE]) await crm.ask(boss, mutation, { input: { userId: ann.id, roleId: role.id } });
    const events = await crm.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [ann.id]),
    );
    expect(events).toMatchObject([
      { type: 'user.role_granted', payload: { roleId: role.id } },
      { type: 'user.role_revoked', payload: { roleId: role.id } },
    ]);
    expect(code(await crm.ask(boss, GRANT, { input: { userId: ann.id, roleId: ann.id } }))).toBe('NOT_FOUND');
    expect(code(await crm.ask(boss, GRANT, { input: { userId: role.id, roleId: role.id } }))).toBe('NOT_FOUND');
    expect(code(await crm.ask(boss, GRANT, { input: { userId: 'x', roleId: 'x' } }))).toBe('NOT_FOUND');
  });

  it('changes a primary role, by version, and records it', async () => {
    const [ann, boss] = [await crm.user(), viewerOf(await anAdmin())];
    const changed = await crm.ask(boss, ROLE, { input: { id: ann.id, version: 1, role: 'COORDINATOR' } });
    expect(changed.data.setUserRole).toMatchObject({
      version: 2,
      role: 'COORDINATOR',
      permissions: expect.arrayContaining(['contact:write']),
    });
    expect(code(await crm.ask(boss, ROLE, { input: { id: ann.id, version: 1, role: 'USER' } }))).toBe('CONFLICT');
    const events = await crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [ann.id]));
    expect(events).toMatchObject([{ type: 'user.role_changed', payload: { old: { role: 'USER' }, new: { role: 'COORDINATOR' } } }]);
  });

  it('ends all sessions of a user who is shut out, and of nobody else', async () => {
    const [ann, bob, boss] = [await crm.user(), await crm.user(), viewerOf(await anAdmin())];
    for (const { id } of [ann, ann, bob])
      await crm.given((db) =>
        db.query('INSERT INTO user_sessions (user_id, session_token, expires_at) VALUES ($1, gen_random_uuid(), now())', [id]),
      );
    const active = async () =>
      crm.given((db) => db.query('SELECT user_id FROM user_sessions WHERE is_active AND user_id = ANY ($1)', [[ann.id, bob.id]]));
    expect((await crm.ask(boss, ACTIVE, { input: { id: ann.id, isActive: false } })).data.setUserActive).toEqual({
      isActive: false,
      version: 2,
    });
    expect(await active()).toEqual([{ user_id: bob.id }]);
    expect((await crm.ask(boss, ACTIVE, { input: { id: ann.id, isActive: true } })).data.setUserActive.isActive).toBe(true);
    expect(await active()).toEqual([{ user_id: bob.id }]);
  });

  it('lets nobody decide about themselves, administrators included', async () => {
    const [boss, role] = [await anAdmin(), await crm.role()];
    const self = viewerOf(boss);
    const id = boss.id.toUpperCase();
    expect(code(await crm.ask(self, ROLE, { input: { id, role: 'USER' } }))).toBe('FORBIDDEN');
    expect(code(await crm.ask(self, ACTIVE, { input: { id, isActive: true } }))).toBe('FORBIDDEN');
    expect(code(await crm.ask(self, GRANT, { input: { userId: id, roleId: role.id } }))).toBe('FORBIDDEN');
    expect(code(await crm.ask(self, REVOKE, { input: { userId: boss.id, roleId: role.id } }))).toBe('FORBIDDEN');
  });

  it('stops whoever was demoted or shut out a moment ago, whatever the token says', async () => {
    const [boss, other, ann] = [await anAdmin(), await anAdmin(), await crm.user()];
    await crm.ask(viewerOf(boss), ROLE, { input: { id: other.id, role: 'USER' } });
    expect(code(await crm.ask(viewerOf(other), ROLE, { input: { id: ann.id, role: 'ADMIN' } }))).toBe('FORBIDDEN');
    expect(
      code(
        await crm.ask(viewerOf(other), 'mutation ($input: CreateRoleInput!) { createRole(input: $input) { id } }', {
          input: { name: 'Own' },
        }),
      ),
    ).toBe('FORBIDDEN');
  });

  it('lets others refer to administrators while one of them decides', async () => {
    const [boss, ann] = [await anAdmin(), await crm.user()];
    await withClient(crm.database.system, async (holder) => {
      await holder.query('BEGIN');
      await holder.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [ann.id]);
      const deciding = crm.ask(viewerOf(boss), ACTIVE, { input: { id: ann.id, isActive: false } });
      const blocked = 'SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))';
      while ((await holder.query(blocked)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      // What a row that refers to the administrator locks of them.
      const referred = await holder.query('SELECT id FROM users WHERE id = $1 FOR KEY SHARE NOWAIT', [boss.id]);
      await holder.query('ROLLBACK');
      expect(referred.rowCount).toBe(1);
      expect((await deciding).errors).toBeUndefined();
    });
  });

  it('keeps an active administrator, however many demote and shut out each other at once', async () => {
    const database = await freshDatabase('crm');
    const replicas = await Promise.all([1, 2, 3].map(() => startTestCrm({ database })));
    const [first] = replicas as [TestCrm];
    for (let round = 0; round < 5; round += 1) {
      const bosses = await Promise.all(replicas.map(() => anAdmin(first)));
      await first.given((db) =>
        db.query(`UPDATE users SET is_active = (id = ANY ($1)) WHERE role = 'ADMIN'`, [bosses.map(({ id }) => id)]),
      );
      await Promise.all(
        bosses.flatMap((boss, n) =>
          bosses
            .filter((other) => other !== boss)
            .map((other, m) =>
              (replicas[n] as TestCrm).ask(viewerOf(boss), m ? ROLE : ACTIVE, {
                input: { id: other.id, ...(m ? { role: 'USER' } : { isActive: false }) },
              }),
            ),
        ),
      );
      const left = await first.given((db) => db.query(`SELECT id FROM users WHERE role = 'ADMIN' AND is_active`));
      expect(left).not.toEqual([]);
    }
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
});
