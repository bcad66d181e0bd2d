import { where } from '@plat/shared/access/scope';
import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { type FindOptionsWhere, In } from 'typeorm';
import { DocumentVersion } from './document-version.entity';
import type { DocumentVersionOrder } from './document-version.input';
import { visibleDocumentVersions } from './document-version.policy';

const orderings: Orderings<DocumentVersion, DocumentVersionOrder> = {
  NUMBER_DESC: { by: 'versionNumber', direction: 'DESC' },
  NUMBER_ASC: { by: 'versionNumber', direction: 'ASC' },
};

export const documentVersionLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, DocumentVersion, visibleDocumentVersions(viewer), ids));

const IS_CURRENT = ':column = (SELECT d.version_number FROM documents d WHERE d.id = document_id)';

/** The current versions of documents, by the documents' ids. */
export const currentVersionLoader = ({ db, viewer }: RequestScope) => {
  const current = { versionNumber: where<number>(IS_CURRENT) };
  const visible = visibleDocumentVersions(viewer);
  const scope = Array.isArray(visible) ? visible.map((one) => ({ ...one, ...current })) : { ...visible, ...current };
  return loaderByKey<DocumentVersion>('documentId', (ids) => visibleRows(db, DocumentVersion, scope, ids, 'documentId'));
};

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
  { db, viewer }: Pick<RequestScope, 'db' | 'viewer'>,
  documentId: string,
  numbers: readonly number[],
): Promise<DocumentVersion[]> {
  if (!isUuid(documentId)) return [];
  const visible = visibleDocumentVersions(viewer);
  const of = (one: FindOptionsWhere<DocumentVersion>) => ({ ...one, versionNumber: In([...numbers]) });
  return visibleRows(db, DocumentVersion, Array.isArray(visible) ? visible.map(of) : of(visible), [documentId], 'documentId');
}
