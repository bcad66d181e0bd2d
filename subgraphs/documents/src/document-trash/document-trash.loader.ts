import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Document } from '../document/document.entity';
import type { TrashedDocumentOrder } from './document-trash.input';
import { visibleTrashedDocuments } from './document-trash.policy';

const orderings: Orderings<Document, TrashedDocumentOrder> = {
  TRASHED_AT_DESC: { by: 'trashedAt', direction: 'DESC' },
  TRASHED_AT_ASC: { by: 'trashedAt', direction: 'ASC' },
};

export const trashedDocumentPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'trashedDocuments', entity: Document, visible: visibleTrashedDocuments, orderings });
