import { narrowed, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Any, type FindOperator } from 'typeorm';
import { DocumentVersion } from './document-version.entity';
import type { DocumentVersionOrder } from './document-version.input';
import { visibleDocumentVersions } from './document-version.policy';

const orderings: Orderings<DocumentVersion, DocumentVersionOrder> = {
  NUMBER_DESC: { by: 'versionNumber', direction: 'DESC' },
  NUMBER_ASC: { by: 'versionNumber', direction: 'ASC' },
};

export const documentVersionLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, DocumentVersion, visibleDocumentVersions, ids));

const IS_CURRENT = ':column = (SELECT d.version_number FROM documents d WHERE d.id = document_id)';

/** The current versions of documents, by the documents' ids. */
export const currentVersionLoader = (scope: RequestScope) =>
  loaderByKey<DocumentVersion>('documentId', (ids) => visibleRows(scope, DocumentVersion, currentVersions, ids, 'documentId'));

const currentVersions = (viewer: Viewer) =>
  narrowed(visibleDocumentVersions(viewer), 'versionNumber', where<FindOperator<unknown>>(IS_CURRENT));

export const versionsOfDocumentPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Document.versions',
    entity: DocumentVersion,
    visible: visibleDocumentVersions,
    orderings,
    parent: 'node.document_id = parent.id',
  });

/** Versions of one document by their numbers, in any order, as far as the viewer may know of them. */
export async function versionsByNumber(
  scope: Pick<RequestScope, 'db' | 'viewer'>,
  documentId: string,
  numbers: readonly number[],
): Promise<DocumentVersion[]> {
  if (!isUuid(documentId)) return [];
  const visible = (viewer: Viewer) => narrowed(visibleDocumentVersions(viewer), 'versionNumber', Any([...numbers]));
  return visibleRows(scope, DocumentVersion, visible, [documentId], 'documentId');
}
