import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { DocumentTombstone } from './document-tombstone.entity';
import type { DocumentTombstoneOrder } from './document-tombstone.input';
import { visibleDocumentTombstones } from './document-tombstone.policy';

const orderings: Orderings<DocumentTombstone, DocumentTombstoneOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
};

export const documentTombstoneLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, DocumentTombstone, visibleDocumentTombstones, ids));

export const documentTombstonePages = (scope: RequestScope) =>
  new Pages(scope, { name: 'documentTombstones', entity: DocumentTombstone, visible: visibleDocumentTombstones, orderings });
