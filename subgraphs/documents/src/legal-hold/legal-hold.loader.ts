import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { LegalHold } from './legal-hold.entity';
import type { LegalHoldDocumentOrder, LegalHoldOrder } from './legal-hold.input';
import { visibleLegalHoldDocuments, visibleLegalHolds } from './legal-hold.policy';
import { LegalHoldDocument } from './legal-hold-document.entity';

const orderings: Orderings<LegalHold, LegalHoldOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

const documentOrderings: Orderings<LegalHoldDocument, LegalHoldDocumentOrder> = {
  ADDED_AT_DESC: { by: 'addedAt', direction: 'DESC' },
};

export const legalHoldLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, LegalHold, visibleLegalHolds, ids));

export const legalHoldDocumentLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, LegalHoldDocument, visibleLegalHoldDocuments, ids));

export const legalHoldPages = (scope: RequestScope) => ({
  legalHolds: new Pages(scope, { name: 'legalHolds', entity: LegalHold, visible: visibleLegalHolds, orderings }),
  documentsOfLegalHold: new Pages(scope, {
    name: 'LegalHold.documents',
    entity: LegalHoldDocument,
    visible: visibleLegalHoldDocuments,
    orderings: documentOrderings,
    parent: 'node.hold_id = parent.id',
  }),
});
