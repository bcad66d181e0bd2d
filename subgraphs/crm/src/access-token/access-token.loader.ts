import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { AccessToken } from './access-token.entity';
import type { AccessTokenOrder } from './access-token.input';
import { visibleAccessTokens } from './access-token.policy';

const orderings: Orderings<AccessToken, AccessTokenOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const accessTokenLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, AccessToken, visibleAccessTokens, ids));

export const accessTokensOfUserPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'User.accessTokens',
    entity: AccessToken,
    visible: visibleAccessTokens,
    orderings,
    parent: 'node.user_id = parent.id',
  });
