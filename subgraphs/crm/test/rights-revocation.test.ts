import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { issueTokens } from '../src/session/session.tokens';
import { type User, UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const anAdmin = () => crm.user({ role: UserRole.ADMIN });
const revoked = async (...users: User[]) =>
  (
    await crm.given((db) => db.query('SELECT subject_id AS id FROM revocations WHERE subject_id = ANY ($1)', [users.map(({ id }) => id)]))
  ).map(({ id }: { id: string }) => users.findIndex((user) => user.id === id));
const decide = async (field: string) => {
  const { errors } = await crm.ask(viewerOf(await anAdmin()), `mutation { ${field} { id } }`);
  expect(errors).toBeUndefined();
};

describe('access tokens end', () => {
  it('with another primary role, and when a user is shut out; not when let in', async () => {
    const user = await crm.user();
    await decide(`setUserRole(input: { id: "${user.id}", role: AGENT })`);
    expect(await revoked(user)).toHaveLength(1);
    await decide(`setUserActive(input: { id: "${user.id}", isActive: false })`);
    expect(await revoked(user)).toHaveLength(2);
    await decide(`setUserActive(input: { id: "${user.id}", isActive: true })`);
    expect(await revoked(user)).toHaveLength(2);
  });

  it('with each role that is granted or taken away, and not when nothing changes', async () => {
    const [user, role] = [await crm.user(), await crm.role()];
    for (const [field, count] of [
      ['grantRole', 1],
      ['grantRole', 1],
      ['revokeRole', 2],
      ['revokeRole', 2],
    ] as const) {
      await decide(`${field}(input: { userId: "${user.id}", roleId: "${role.id}" })`);
      expect(await revoked(user)).toHaveLength(count);
    }
  });

  it('when a role allows something else, for all who have it and may sign in, and for nobody else', async () => {
    const [role, [agency]] = [await crm.role(), await crm.given((db) => db.query(`SELECT id FROM roles WHERE name = 'AGENCY'`))];
    const [granted, primary, both] = [
      await crm.user(),
      await crm.user({ role: UserRole.AGENCY }),
      await crm.user({ role: UserRole.AGENCY }),
    ];
    const [inactive, other] = [await crm.user({ isActive: false }), await crm.user()];
    const users = [granted, primary, both, inactive, other];
    await crm.given((db) =>
      db.query('INSERT INTO user_roles SELECT id, $1 FROM users WHERE id = ANY ($2)', [role.id, [granted.id, both.id, inactive.id]]),
    );
    await decide(`setRolePermissions(input: { id: "${role.id}", permissions: ["task:read"] })`);
    expect((await revoked(...users)).sort()).toEqual([0, 2]);
    await decide(`setRolePermissions(input: { id: "${role.id}", permissions: ["task:read"] })`);
    expect((await revoked(...users)).sort()).toEqual([0, 2]);
    const before = await crm.given((db) =>
      db.query('SELECT p.name FROM role_permissions JOIN permissions p ON p.id = permission_id WHERE role_id = $1', [agency.id]),
    );
    await decide(`setRolePermissions(input: { id: "${agency.id}", permissions: ["task:read"] })`);
    expect((await revoked(...users)).sort()).toEqual([0, 1, 2, 2]);
    const names = before.map(({ name }: { name: string }) => `"${name}"`).join();
    await decide(`setRolePermissions(input: { id: "${agency.id}", permissions: [${names}] })`);
  });

  it('with the lock of an account, and once', async () => {
    const user = await crm.user();
    const guess = (n: number) => `g${n}: signIn(input: { email: "${user.email}", password: "guess ${n}" }) { accessToken }`;
    await crm.ask(NOBODY, `mutation { ${Array.from({ length: 9 }, (_, n) => guess(n)).join(' ')} }`);
    expect(await revoked(user)).toEqual([]);
    await crm.ask(NOBODY, `mutation { ${[9, 10, 11].map(guess).join(' ')} }`);
    expect(await revoked(user)).toEqual([0]);
  });

  it('not with an edited profile', async () => {
    const user = await crm.user();
    await decide(`updateProfile(input: { id: "${user.id}", firstName: "Ann" })`);
    expect(await revoked(user)).toEqual([]);
  });

  it('although they were issued while a role of the user changed', async () => {
    const [user, role, boss] = [await crm.user(), await crm.role(), viewerOf(await anAdmin())];
    const change = `mutation { setRolePermissions(input: { id: "${role.id}", permissions: ["task:read"] }) { id } }`;
    await crm.given((db) => db.query('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [user.id, role.id]));
    const { identity } = await crm.given(async (db) => {
      const query = db.query.bind(db);
      jest.spyOn(db, 'query').mockImplementation(async (sql, values) => {
        const rows = await query(sql, values);
        if (sql.includes('role_permissions')) await crm.ask(boss, change);
        return rows;
      });
      return issueTokens(db, crm.signingKey, user, randomUUID());
    });
    const [last] = await crm.given((db) => db.query('SELECT seq FROM revocations WHERE subject_id = $1', [user.id]));
    expect(identity.permissions).toEqual([]);
    expect(identity.asOf).toBeLessThan(Number(last.seq));
  });
});
