import { narrowed, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Equal } from 'typeorm';
import { withVisibleDocument } from '../document/document.scope';
import { GeneratedDocument } from './generated-document.entity';
import { TemplateVersion } from './template-version.entity';
import type { TemplateVersionOrder } from './template-version.input';
import { visibleTemplateVersions } from './template-version.policy';

const orderings: Orderings<TemplateVersion, TemplateVersionOrder> = {
  NUMBER_DESC: { by: 'versionNumber', direction: 'DESC' },
  NUMBER_ASC: { by: 'versionNumber', direction: 'ASC' },
};

export const templateVersionLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, TemplateVersion, visibleTemplateVersions, ids));

/** How documents were made, by the documents' ids: for whoever may know of the document. */
export const generatedDocumentLoader = (scope: RequestScope) =>
  loaderByKey<GeneratedDocument>('documentId', (ids) => visibleRows(scope, GeneratedDocument, withDocument, ids, 'documentId'));

const withDocument = (viewer: Viewer): Scope<GeneratedDocument> => ({ documentId: withVisibleDocument(viewer) });

export const templateVersionPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Document.templateVersions',
    entity: TemplateVersion,
    visible: visibleTemplateVersions,
    orderings,
    parent: 'node.document_id = parent.id',
  });

/** The version of a template with this number, the last one unless given; null where the viewer may know of none. */
export function declaredVersion(
  { db, viewer }: Pick<RequestScope, 'db' | 'viewer'>,
  documentId: string,
  versionNumber?: number | null,
): Promise<TemplateVersion | null> {
  const of = narrowed(visibleTemplateVersions(viewer), 'documentId', Equal(documentId));
  const where = typeof versionNumber === 'number' ? of.map((one) => ({ ...one, versionNumber })) : of;
  return db.findOne(TemplateVersion, { where, order: { versionNumber: 'DESC' } });
}
