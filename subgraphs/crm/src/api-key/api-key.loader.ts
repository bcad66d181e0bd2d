import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { ApiKey } from './api-key.entity';
import type { ApiKeyOrder } from './api-key.input';
import { visibleApiKeys } from './api-key.policy';

const orderings: Orderings<ApiKey, ApiKeyOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  SERVICE_ASC: { by: 'service', direction: 'ASC' },
  LAST_USED_DESC: { by: 'lastUsed', direction: 'DESC', nullable: true },
};

export const apiKeyLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, ApiKey, visibleApiKeys, ids));

export const apiKeyPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'apiKeys', entity: ApiKey, visible: visibleApiKeys, orderings });

export const apiKeysOfUserPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'User.apiKeys', entity: ApiKey, visible: visibleApiKeys, orderings, parent: 'node.user_id = parent.id' });
