import type { Permission } from '@plat/shared/access/permissions';
import type { EntityManager } from 'typeorm';
import type { User } from '../user/user.entity';

/** The permissions of the primary role and of all granted roles together. */
export async function effectivePermissions(db: EntityManager, { id, role }: Pick<User, 'id' | 'role'>): Promise<Permission[]> {
  const rows: { name: Permission }[] = await db.query(
    `SELECT DISTINCT p.name FROM roles r JOIN role_permissions rp ON rp.role_id = r.id JOIN permissions p ON p.id = rp.permission_id
      WHERE r.name = $2 OR r.id IN (SELECT role_id FROM user_roles WHERE user_id = $1) ORDER BY p.name`,
    [id, role],
  );
  return rows.map(({ name }) => name);
}
