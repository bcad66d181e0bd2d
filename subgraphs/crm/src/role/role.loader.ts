import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { In } from 'typeorm';
import { Role } from './role.entity';
import type { RoleOrder } from './role.input';
import { everyRole } from './role.policy';

const orderings: Orderings<Role, RoleOrder> = {
  NAME_ASC: { by: 'name', direction: 'ASC' },
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
};

export const roleLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Role, everyRole, ids));

const rolesBy = ({ db }: RequestScope, sql: string) =>
  listLoader(async (keys) => {
    const links: { key: string; role: string }[] = await db.query(sql, [keys]);
    const ids = [...new Set(links.map(({ role }) => role))];
    const roles = await db.find(Role, { where: { id: In(ids) }, order: { name: 'ASC' } });
    return roles.flatMap((value) => links.filter(({ role }) => role === value.id).map(({ key }) => ({ key, value })));
  });

/** The roles that give permissions, by name. */
export const rolesOfPermissionLoader = (scope: RequestScope) =>
  rolesBy(scope, 'SELECT permission_id AS key, role_id AS role FROM role_permissions WHERE permission_id = ANY (CAST($1 AS uuid[]))');

/** The roles that were granted to users besides their primary one, by name. Ask for users that the viewer sees alone. */
export const grantedRolesLoader = (scope: RequestScope) =>
  rolesBy(scope, 'SELECT user_id AS key, role_id AS role FROM user_roles WHERE user_id = ANY (CAST($1 AS uuid[]))');

export const rolePages = (scope: RequestScope) => new Pages(scope, { name: 'roles', entity: Role, visible: everyRole, orderings });
