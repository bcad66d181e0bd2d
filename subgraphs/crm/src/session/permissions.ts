import type { Permission } from '@plat/shared/access/permissions';
import { listLoader } from '@plat/shared/graphql/list-loader';
import type { EntityManager } from 'typeorm';
import type { User } from '../user/user.entity';

/** The permissions of the primary role and of all granted roles together, of several users. */
export const permissionsOfUsers = (db: EntityManager, ids: readonly string[]): Promise<{ key: string; value: Permission }[]> =>
  db.query(
    `SELECT DISTINCT u.id AS key, p.name AS value FROM users u
      JOIN roles r ON r.name = CAST(u.role AS text) OR EXISTS (SELECT FROM user_roles ur WHERE ur.user_id = u.id AND ur.role_id = r.id)
      JOIN role_permissions rp ON rp.role_id = r.id JOIN permissions p ON p.id = rp.permission_id
      WHERE u.id = ANY (CAST($1 AS uuid[])) ORDER BY p.name`,
    [ids],
  );

/** The same of one user, sorted by name. */
export const effectivePermissions = async (db: EntityManager, { id }: Pick<User, 'id'>): Promise<Permission[]> =>
  (await permissionsOfUsers(db, [id])).map(({ value }) => value);

export const permissionsOfUserLoader = ({ db }: { readonly db: EntityManager }) => listLoader((ids) => permissionsOfUsers(db, ids));
