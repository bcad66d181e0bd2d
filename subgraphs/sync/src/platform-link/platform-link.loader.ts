import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { PlatformLink } from './platform-link.entity';
import type { PlatformLinkOrder } from './platform-link.input';
import { visiblePlatformLinks } from './platform-link.policy';

const orderings: Orderings<PlatformLink, PlatformLinkOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  NAME_ASC: { by: 'name', direction: 'ASC' },
  LAST_SYNC_DATE_DESC: { by: 'lastSyncDate', direction: 'DESC', nullable: true },
};

export const platformLinkLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, PlatformLink, visiblePlatformLinks, ids));

export const platformLinkPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'platformLinks', entity: PlatformLink, visible: visiblePlatformLinks, orderings });

export const platformLinksOfUserPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'User.platformLinks',
    entity: PlatformLink,
    visible: visiblePlatformLinks,
    orderings,
    parent: 'node.user_id = parent.id',
  });
