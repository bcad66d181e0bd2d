import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { type ListArgs, Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Document } from './document.entity';
import { DocumentStatus } from './document.enum';
import type { DocumentOrder } from './document.input';
import { visibleDocuments } from './document.policy';

const orderings: Orderings<Document, DocumentOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  TITLE_ASC: { by: 'title', direction: 'ASC' },
  FILE_SIZE_DESC: { by: 'fileSize', direction: 'DESC', nullable: true },
};

export const documentLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, Document, visibleDocuments(viewer), ids));

/** Archived documents are listed on request only. */
export class DocumentPages extends Pages<Document> {
  override root(args: ListArgs) {
    return super.root(unlessAsked(args));
  }

  override of(parent: string, args: ListArgs) {
    return super.of(parent, unlessAsked(args));
  }
}

const unlessAsked = (args: ListArgs): ListArgs => ({ ...args, filter: { status: [DocumentStatus.ACTIVE], ...args.filter } });

/** Every list of documents: all, and those under each parent that others own. */
export const documentPages = (scope: RequestScope) => {
  const list = (name: string, parent?: string) =>
    new DocumentPages(scope, { name, entity: Document, visible: visibleDocuments, orderings, parent });
  return {
    documents: list('documents'),
    documentsOfUser: list('User.documents', 'node.user_id = parent.id'),
    documentsOfProperty: list('Property.documents', 'node.property_id = parent.id'),
    documentsOfExchange: list('Exchange.documents', 'node.exchange_id = parent.id'),
    documentsOfProject: list('Project.documents', 'node.project_id = parent.id'),
    documentsOfPlatformLink: list('PlatformLink.documents', 'node.connection_id = parent.id'),
  };
};
