import { ALL_PERMISSIONS, USER_ROLES } from '@plat/shared/access/permissions';
import { revise } from '@plat/shared/database/revise';
import { badInput, conflict } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import type { EntityManager } from 'typeorm';
import { revokeAll } from '../revocation/revoke';
import { administer } from '../user/administration';
import { Role } from './role.entity';
import type { CreateRoleInput, SetRolePermissionsInput, UpdateRoleInput } from './role.input';
import { assertMayManageRoles, everyRole } from './role.policy';

const KNOWN: ReadonlySet<string> = new Set(ALL_PERMISSIONS);
const PRIMARY: ReadonlySet<string> = new Set(USER_ROLES);
const MAX_NAME = 255;

const faultOfName = (name: string): string | undefined =>
  name.trim() === '' || name.length > MAX_NAME ? `must have 1 to ${MAX_NAME} characters` : undefined;

const faultOfPermissions = (names: readonly string[]): string | undefined => {
  const unknown = names.filter((name) => !KNOWN.has(name));
  return unknown.length ? `has no such permission: ${unknown.slice(0, 5).join(', ')}` : undefined;
};

const assertNone = (faults: Readonly<Record<string, string | undefined>>): void => {
  const found = Object.entries(faults).filter((fault): fault is [string, string] => fault[1] !== undefined);
  if (found.length) throw badInput(Object.fromEntries(found));
};

/** Roles and what they allow. Administrators write them, through the system role: the application role only reads. */
export class RoleService {
  constructor(
    private readonly scope: RequestScope,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError FORBIDDEN, BAD_USER_INPUT for a name or permissions, CONFLICT when the name is taken */
  async create({ name, description, permissions }: CreateRoleInput): Promise<Role> {
    assertMayManageRoles(this.scope.viewer);
    const names = permissions ?? [];
    assertNone({ 'input.name': faultOfName(name), 'input.permissions': faultOfPermissions(names) });
    return administer(this.scope, async ({ db, events }) => {
      const role = await db.save(db.create(Role, { name, description: description ?? null }));
      const { given } = await setPermissions(db, role.id, names);
      await events.record('role.created', role, { given });
      return role;
    });
  }

  /** @throws PlatError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, or CONFLICT for a primary role's name or a stale version */
  async update({ id, version, name, description }: UpdateRoleInput): Promise<Role> {
    assertMayManageRoles(this.scope.viewer);
    assertNone({ 'input.name': name === undefined ? undefined : faultOfName(name ?? '') });
    return administer(this.scope, async ({ db, events }) => {
      const mayEdit = (role: Role) => {
        if (name !== undefined && name !== role.name && PRIMARY.has(role.name))
          throw conflict(`The primary role ${role.name} keeps its name.`);
      };
      const { row, before, after } = await revise(db, Role, { id, version, changes: { name, description }, scope: everyRole(), mayEdit });
      await events.record('role.updated', row, { before, after });
      return row;
    });
  }

  /** @throws PlatError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT for unknown names, or CONFLICT for ADMIN or a stale version */
  async setPermissions({ id, version, permissions }: SetRolePermissionsInput): Promise<Role> {
    assertMayManageRoles(this.scope.viewer);
    assertNone({ 'input.permissions': faultOfPermissions(permissions) });
    return administer(this.scope, async ({ db, events }) => {
      const mayEdit = ({ name }: Role) => {
        if (name === 'ADMIN') throw conflict('ADMIN has every permission, always.');
      };
      const { row } = await revise(db, Role, { id, version, changes: {}, scope: everyRole(), mayEdit });
      const { given, taken } = await setPermissions(db, row.id, permissions);
      await events.record('role.permissions_set', row, { after: {}, given, taken });
      if (given.length || taken.length) await revokeAll(db, 'USER', HOLDERS, [row.id]);
      return row;
    });
  }

  /**
   * Whoever was granted it has it no more, at once.
   * @throws PlatError as {@link Deletions.delete}; CONFLICT for a primary role, REFERENCED while projects assign it
   */
  delete(id: string, version?: number | null): Promise<Role> {
    assertMayManageRoles(this.scope.viewer);
    let holders: { id: string }[] = [];
    return this.deletions.delete(Role, {
      id,
      version,
      scope: everyRole(),
      mayDelete: assertIsNoPrimary,
      within: (work) => administer(this.scope, work),
      prepare: async ({ db }, role) => {
        holders = await db.query(HOLDERS, [role.id]);
      },
      conclude: async ({ db }) => {
        if (holders.length) await revokeAll(db, 'USER', 'SELECT unnest($1::uuid[])', [holders.map((holder) => holder.id)]);
      },
    });
  }
}

const assertIsNoPrimary = ({ name }: Role): void => {
  if (PRIMARY.has(name)) throw conflict(`The primary role ${name} stays.`);
};

/** Who may sign in and has the role, as the primary one or granted. */
const HOLDERS = `SELECT u.id FROM users u JOIN roles r ON r.id = $1 WHERE u.is_active AND (r.name = CAST(u.role AS text)
  OR EXISTS (SELECT FROM user_roles ur WHERE ur.user_id = u.id AND ur.role_id = r.id))`;

/** @returns the names of what the role gives now and did not, and of what it gave */
async function setPermissions(db: EntityManager, roleId: string, names: readonly string[]): Promise<{ given: string[]; taken: string[] }> {
  const taken: { name: string }[] = await db.query(
    `WITH gone AS (DELETE FROM role_permissions rp USING permissions p
        WHERE rp.permission_id = p.id AND rp.role_id = $1 AND p.name <> ALL ($2) RETURNING p.name)
      SELECT name FROM gone ORDER BY name`,
    [roleId, names],
  );
  const given: { name: string }[] = await db.query(
    `WITH added AS (INSERT INTO role_permissions (role_id, permission_id) SELECT $1, id FROM permissions WHERE name = ANY ($2)
        ON CONFLICT DO NOTHING RETURNING permission_id)
      SELECT p.name FROM added JOIN permissions p ON p.id = added.permission_id ORDER BY p.name`,
    [roleId, names],
  );
  return { given: given.map(({ name }) => name), taken: taken.map(({ name }) => name) };
}
