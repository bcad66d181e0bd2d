import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { DocumentCheckOut } from './document-checkout.entity';
import { visibleDocumentCheckOuts } from './document-checkout.policy';

/** What is checked out, by the documents' ids; what has ended by the clock counts for nothing. */
export const documentCheckOutLoader = ({ db, viewer }: RequestScope, clock: () => Date) =>
  loaderByKey<DocumentCheckOut>('documentId', async (ids) => {
    const found = await visibleRows(db, DocumentCheckOut, visibleDocumentCheckOuts(viewer), ids, 'documentId');
    return found.filter(({ expiresAt }) => expiresAt > clock());
  });
