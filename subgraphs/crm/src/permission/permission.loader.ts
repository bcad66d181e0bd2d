import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { Permission } from './permission.entity';
import type { PermissionOrder } from './permission.input';
import { everyPermission } from './permission.policy';

const orderings: Orderings<Permission, PermissionOrder> = {
  NAME_ASC: { by: 'name', direction: 'ASC' },
  NAME_DESC: { by: 'name', direction: 'DESC' },
};

export const permissionLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Permission, everyPermission, ids));

/** The permissions of roles, by name. */
export const permissionsOfRoleLoader = ({ db }: RequestScope) =>
  listLoader(async (roles) => {
    const links: { role: string; permission: string }[] = await db.query(
      'SELECT role_id AS role, permission_id AS permission FROM role_permissions WHERE role_id = ANY (CAST($1 AS uuid[]))',
      [roles],
    );
    const ids = [...new Set(links.map(({ permission }) => permission))];
    const permissions = await db.find(Permission, { where: { id: In(ids) }, order: { name: 'ASC' } });
    return permissions.flatMap((value) =>
      links.filter(({ permission }) => permission === value.id).map(({ role: key }) => ({ key, value })),
    );
  });

export const permissionPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'permissions', entity: Permission, visible: everyPermission, orderings });
