import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_PERMISSIONS, ROLE_PERMISSIONS, USER_ROLES } from '@plat/shared/access/permissions';
import { UserRole } from '../src/user/user.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const admin = async () => viewerOf(await crm.user({ role: UserRole.ADMIN }));
const code = ({ errors }: Awaited<ReturnType<TestCrm['ask']>>) => errors?.[0]?.extensions?.code;
const eventsOf = (id: string) =>
  crm.given((db) => db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [id]));

const CREATE = 'mutation ($input: CreateRoleInput!) { createRole(input: $input) { id version name permissions { name } } }';
const SET = 'mutation ($input: SetRolePermissionsInput!) { setRolePermissions(input: $input) { version permissions { name } } }';
const UPDATE = 'mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { version name description } }';

describe('roles and permissions', () => {
  it('are in the database as the code has them', async () => {
    const rows = (sql: string) => crm.given((db) => db.query(sql)) as Promise<{ name: string; role: string }[]>;
    const names = (await rows('SELECT name FROM permissions')).map(({ name }) => name);
    expect(names.sort()).toEqual([...ALL_PERMISSIONS].sort());
    const given = await rows(
      'SELECT r.name AS role, p.name FROM role_permissions JOIN roles r ON r.id = role_id JOIN permissions p ON p.id = permission_id',
    );
    for (const role of USER_ROLES) {
      expect([
        role,
        given
          .filter((one) => one.role === role)
          .map(({ name }) => name)
          .sort(),
      ]).toEqual([role, [...ROLE_PERMISSIONS[role]].sort()]);
    }
    expect((await rows('SELECT name FROM roles WHERE is_default')).map(({ name }) => name)).toEqual(['USER']);
  });

  it('are read by whoever is signed in, both ways, in a handful of statements', async () => {
    const ann = viewerOf(await crm.user());
    const query = `{ roles(filter: { name: { in: ["SUPPORT", "COORDINATOR"] } }) { totalCount edges { node { name permissions { name action roles { name } } } } } }`;
    const statements = await crm.statementsOf(() => crm.ask(ann, query));
    const { data, errors } = await crm.ask(ann, query);
    expect(errors).toBeUndefined();
    expect(data.roles.totalCount).toBe(2);
    const [coordinator] = data.roles.edges;
    expect(coordinator.node.permissions.map(({ name }: { name: string }) => name)).toEqual([...ROLE_PERMISSIONS.COORDINATOR].sort());
    expect(coordinator.node.permissions[0].roles.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['ADMIN', 'SUPPORT']),
    );
    expect(statements).toHaveLength(6);
  });

  it('are found by id, in lists and by reference', async () => {
    const ann = viewerOf(await crm.user());
    const { data } = await crm.ask(ann, '{ permissions(first: 1, filter: { action: [ADMIN] }) { edges { node { id name } } } }');
    const { id, name } = data.permissions.edges[0].node;
    const role = await crm.role();
    const query = `query ($p: ID!, $r: ID!, $refs: [_Any!]!) { permission(id: $p) { name } role(id: $r) { name isDefault }
      _entities(representations: $refs) { ... on Role { id } ... on Permission { id } } }`;
    const refs = [
      { __typename: 'Role', id: role.id },
      { __typename: 'Permission', id },
    ];
    expect((await crm.ask(ann, query, { p: id, r: role.id, refs })).data).toEqual({
      permission: { name },
      role: { name: role.name, isDefault: false },
      _entities: [{ id: role.id }, { id }],
    });
    expect((await crm.ask(ann, query, { p: 'none', r: role.id.replace(/./g, '0'), refs: [] })).data).toMatchObject({
      permission: null,
      role: null,
    });
  });
});

describe('managing roles', () => {
  it('adds a role, sets what it allows and records both', async () => {
    const boss = await admin();
    const created = await crm.ask(boss, CREATE, { input: { name: 'Auditors', permissions: ['task:read', 'client:read'] } });
    expect(created.errors).toBeUndefined();
    expect(created.data.createRole).toMatchObject({ version: 1, permissions: [{ name: 'client:read' }, { name: 'task:read' }] });
    const { id } = created.data.createRole;
    const set = await crm.ask(boss, SET, { input: { id, version: 1, permissions: ['client:read', 'client:read', 'project:read'] } });
    expect(set.data.setRolePermissions).toEqual({ version: 2, permissions: [{ name: 'client:read' }, { name: 'project:read' }] });
    expect(code(await crm.ask(boss, SET, { input: { id, version: 1, permissions: [] } }))).toBe('CONFLICT');
    expect(await eventsOf(id)).toMatchObject([
      { type: 'role.created', payload: { new: { name: 'Auditors' }, given: ['client:read', 'task:read'] } },
      { type: 'role.permissions_set', payload: { given: ['project:read'], taken: ['task:read'] } },
    ]);
  });

  it('renames and describes a role, and keeps the names of the primary ones', async () => {
    const boss = await admin();
    const role = await crm.role();
    const renamed = await crm.ask(boss, UPDATE, { input: { id: role.id, name: 'Closers', description: 'They close.' } });
    expect(renamed.data.updateRole).toEqual({ version: 2, name: 'Closers', description: 'They close.' });
    const [{ id }] = await crm.given((db) => db.query(`SELECT id FROM roles WHERE name = 'AGENT'`));
    expect(code(await crm.ask(boss, UPDATE, { input: { id, name: 'Brokers' } }))).toBe('CONFLICT');
    expect(code(await crm.ask(boss, UPDATE, { input: { id, description: 'Sells.' } }))).toBeUndefined();
    expect(code(await crm.ask(boss, CREATE, { input: { name: 'AGENT' } }))).toBe('CONFLICT');
  });

  it('refuses unknown permissions and an empty name at once, a missing role, and another set for ADMIN', async () => {
    const boss = await admin();
    const { errors } = await crm.ask(boss, CREATE, { input: { name: ' ', permissions: ['moon:read'] } });
    expect(Object.keys(errors?.[0]?.extensions?.fields as object)).toEqual(['input.name', 'input.permissions']);
    expect(code(await crm.ask(boss, SET, { input: { id: 'none', permissions: [] } }))).toBe('NOT_FOUND');
    const [{ id }] = await crm.given((db) => db.query(`SELECT id FROM roles WHERE name = 'ADMIN'`));
    expect(code(await crm.ask(boss, SET, { input: { id, permissions: [] } }))).toBe('CONFLICT');
  });
});
