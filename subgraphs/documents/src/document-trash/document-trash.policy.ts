import type { GrantSubject } from '@plat/shared/access/grants';
import type { ParticipantPermissionName } from '@plat/shared/access/role-matrix';
import { alternativesOf, both, isNull, none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { Document } from '../document/document.entity';
import type { DocumentAccessLevel, DocumentOrigin } from '../document/document.enum';
import { assertMayChangeDocument, assertMayPublish, visibleDocuments } from '../document/document.policy';

const granted = (subject: GrantSubject, principalId: string, condition: string) =>
  where<string>(
    `:column = ANY (ARRAY(SELECT subject_id FROM access_grants
    WHERE subject_type = '${subject}' AND principal_id = :{principalId} AND is_active AND ${condition}))`,
    { principalId },
  );
const of = (...origins: readonly `${DocumentOrigin}`[]) => where<DocumentOrigin>(`:column IN ('${origins.join(`', '`)}')`);

/** What this viewer finds in the trash: what they might read and edit, were it not there; administrators find all. */
export const visibleTrashedDocuments = (viewer: Viewer): Scope<Document> => {
  if (!viewer.isSignedIn) return none();
  const trashedAt = where<Date>(':column IS NOT NULL');
  if (viewer.isAdmin) return { trashedAt };
  const { userId, contactId } = viewer;
  const inExchange = (right: ParticipantPermissionName) => contactId && granted('Exchange', contactId, `'${right}' = ANY (permissions)`);
  const [manages, uploads] = [inExchange('MANAGE'), inExchange('UPLOAD')];
  const readable = alternativesOf(visibleDocuments(viewer)).map(({ trashedAt: _, ...one }) => ({ ...one, trashedAt }));
  const editable = [
    { origin: of('PLATFORM', 'REAL_ESTATE', 'LEAD') },
    ...(manages ? [{ origin: of('EXCHANGE'), exchangeId: manages }] : []),
    ...(uploads ? [{ origin: of('EXCHANGE'), exchangeId: uploads, uploadedById: userId }] : []),
    ...(viewer.can('template:write')
      ? [{ origin: of('EXCHANGE'), isTemplate: where<boolean>(':column'), exchangeId: isNull<string>() }]
      : []),
    ...(viewer.can('project:write') ? [{ origin: of('PROJECT') }] : []),
  ];
  return both<Document>(readable, editable);
};

/**
 * Of a document in the trash that the viewer finds there: whether they may give it back. What everybody would read again comes
 * back by those who may speak to everybody.
 * @throws PlatError FORBIDDEN with who may
 */
export const assertMayRestoreDocument = (viewer: Viewer, document: Pick<Document, 'accessLevel'>): void => {
  const level: `${DocumentAccessLevel}` = document.accessLevel;
  if (level === 'PUBLIC') assertMayPublish(viewer);
};

/**
 * Of a document that the viewer may know of: whether they may put it in the trash. Who edits it may, and of what is nobody's
 * any more administrators.
 * @param held the viewer's active grants on what it belongs to
 * @throws PlatError FORBIDDEN with who may
 */
export const assertMayTrashDocument = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  if (document.detachedAt && viewer.isAdmin) return;
  assertMayChangeDocument(viewer, document, held);
};

/**
 * Of a document in the trash that the viewer finds there: whether they may remove it for good.
 * @param held the viewer's active grants on what it belongs to
 * @throws PlatError FORBIDDEN with who may
 */
export const assertMayPurgeDocument = (viewer: Viewer, document: Pick<Document, 'origin'>, held: readonly AccessGrant[]): void => {
  if (viewer.isAdmin) return;
  const origin: `${DocumentOrigin}` = document.origin;
  if (origin === 'PROJECT') viewer.assertCan('project:delete');
  if (origin === 'EXCHANGE' && !held.some(({ permissions }) => permissions.includes('MANAGE')))
    throw forbidden('Only those who manage the exchange, and administrators, remove its documents for good.');
};
