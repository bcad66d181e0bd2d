import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { User } from './user.entity';
import type { UserOrder } from './user.input';
import { visibleUsers } from './user.policy';

const orderings: Orderings<User, UserOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  EMAIL_ASC: { by: 'email', direction: 'ASC' },
};

export const userLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, User, visibleUsers, ids));

export const userPages = (scope: RequestScope) => new Pages(scope, { name: 'users', entity: User, visible: visibleUsers, orderings });

/** The users to whom a role was granted. */
export const usersOfRolePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Role.users',
    entity: User,
    visible: visibleUsers,
    orderings,
    parent: 'EXISTS (SELECT FROM user_roles granted WHERE granted.user_id = node.id AND granted.role_id = parent.id)',
  });
