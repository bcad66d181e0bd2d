import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { UserSession } from './session.entity';
import type { UserSessionOrder } from './session.input';
import { visibleSessions } from './session.policy';

const orderings: Orderings<UserSession, UserSessionOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  EXPIRES_AT_DESC: { by: 'expiresAt', direction: 'DESC' },
};

export const sessionLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, UserSession, visibleSessions, ids));

export const sessionsOfUserPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'User.sessions', entity: UserSession, visible: visibleSessions, orderings, parent: 'node.user_id = parent.id' });
