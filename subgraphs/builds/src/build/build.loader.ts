import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Build } from './build.entity';
import type { BuildOrder } from './build.input';
import { visibleBuilds } from './build.policy';

const orderings: Orderings<Build, BuildOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  LIVE_PRICE_DESC: { by: 'livePrice', direction: 'DESC' },
};

export const buildLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Build, visibleBuilds, ids));

export const buildOfProjectLoader = (scope: RequestScope) =>
  loaderByKey<Build>('projectId', (ids) => visibleRows(scope, Build, visibleBuilds, ids, 'projectId'));

export const buildPages = (scope: RequestScope) => new Pages(scope, { name: 'builds', entity: Build, visible: visibleBuilds, orderings });

export const buildsOfClientPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Client.builds', entity: Build, visible: visibleBuilds, orderings, parent: 'node.client_id = parent.id' });
