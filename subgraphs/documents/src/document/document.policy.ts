import type { ParticipantPermissionName } from '@plat/shared/access/role-matrix';
import { isNull, none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { badInput, forbidden, notFound } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import { granted, owns } from '../access-grant/access-grant.scope';
import type { Document } from './document.entity';
import type { DocumentAccessLevel, DocumentOrigin } from './document.enum';
import { type NewDocument, subjectsOfNew } from './document.subjects.scope';

/**
 * Whether who looks at the row's exchange also reads the row: everybody, its uploader, or a role that it allows. One condition,
 * where three alternatives would each look the viewer's exchanges up and read the index for them.
 */
const openTo = ({ userId }: Viewer, principalId: string) =>
  where<DocumentAccessLevel>(
    `(:column = 'EXCHANGE' OR (:column = 'RESTRICTED' AND (uploaded_by = :{userId} OR EXISTS (
    SELECT FROM access_grants WHERE subject_type = 'Exchange' AND subject_id = exchange_id
    AND principal_id = :{principalId} AND is_active AND role = ANY (allowed_roles)))))`,
    { userId, principalId },
  );

const of = (...origins: readonly `${DocumentOrigin}`[]) => where<DocumentOrigin>(`:column IN ('${origins.join(`', '`)}')`);
const yes = where<boolean>(':column');
const present = where<string>(':column IS NOT NULL');

/** The documents that this viewer may know exist: by their origin, and never those in the trash. What has lost what it belonged to is for administrators. */
export const visibleDocuments = (viewer: Viewer): Scope<Document> => {
  if (!viewer.isSignedIn) return none();
  const trashedAt = isNull<Date>();
  if (viewer.isAdmin) return { trashedAt };
  const { userId, contactId, clientId } = viewer;
  const viewed = contactId && granted('Exchange', contactId, `'VIEW' = ANY (permissions)`);
  const uploads = contactId && granted('Exchange', contactId, `'UPLOAD' = ANY (permissions)`);
  return [
    { origin: of('PLATFORM', 'REAL_ESTATE'), userId },
    { origin: of('LEAD'), leadId: granted('Lead', userId, `role = 'OWNER'`) },
    { isPublic: yes },
    ...(viewed ? [{ origin: of('EXCHANGE'), exchangeId: viewed, accessLevel: openTo(viewer, contactId) }] : []),
    // Who adds without looking on reads what they added, and nothing else.
    ...(uploads ? [{ origin: of('EXCHANGE'), exchangeId: uploads, uploadedById: userId }] : []),
    ...(viewer.can('project:read')
      ? [
          { origin: of('PROJECT'), projectId: present },
          { origin: of('PROJECT'), inquiryId: present },
        ]
      : []),
    // builds tells of no one's work on a project yet: until it does nobody holds such a grant.
    { origin: of('PROJECT'), projectId: granted('Project', userId, `role = 'CONTRIBUTOR'`) },
    ...(clientId ? [{ origin: of('PROJECT'), clientVisible: yes, projectId: granted('Project', clientId, `role = 'CLIENT'`) }] : []),
    ...(viewer.can('template:read') ? [{ origin: of('EXCHANGE'), isTemplate: yes, exchangeId: isNull<string>() }] : []),
  ].map((one) => ({ ...one, trashedAt, detachedAt: isNull<Date>() }));
};

const may = (right: ParticipantPermissionName, participations: readonly AccessGrant[]): boolean =>
  participations.some(({ permissions }) => permissions.includes(right));

/**
 * Whether the viewer may add a document with these details. What it names must be the viewer's to name: others find it there.
 * @param held the viewer's active grants on {@link subjectsOfNew}
 * @throws PlatError NOT_FOUND for what is not the viewer's, or FORBIDDEN
 */
export const assertMayAdd = (viewer: Viewer, details: NewDocument, held: readonly AccessGrant[]): void => {
  for (const subject of subjectsOfNew(details)) {
    if (subject.type !== 'Exchange' && !owns(subject, held)) throw notFound(subject.type, subject.id);
  }
  const origin: `${DocumentOrigin}` = details.origin;
  const level: `${DocumentAccessLevel}` | null | undefined = details.accessLevel;
  if (origin === 'PROJECT') viewer.assertCan('project:write');
  if (origin === 'EXCHANGE' && details.isTemplate && !details.exchangeId) {
    viewer.assertCan('template:read');
    viewer.assertCan('template:write');
  } else if (origin === 'EXCHANGE') {
    const participations = held.filter(({ subjectType, permissions }) => subjectType === 'Exchange' && permissions.length > 0);
    if (participations.length === 0) throw notFound('Exchange', details.exchangeId ?? '');
    if (!may('UPLOAD', participations)) throw forbidden('Your part in this exchange does not let you add documents.');
  }
  if (level === 'PUBLIC') assertMayPublish(viewer);
};

const SHORTEST_REASON = 10;
const LONGEST_REASON = 500;

/**
 * Of a document that the viewer may know of: whether they may have its bytes, in any form. A PIN is asked for besides.
 * @param held the viewer's active grants on {@link subjectsOf} it
 * @param reason why an administrator reads what the owner of a lead keeps there; it is logged
 * @throws PlatError FORBIDDEN, or BAD_USER_INPUT for a reason that says too little or too much
 */
export const assertMayReadContent = (
  viewer: Viewer,
  document: Pick<Document, 'origin' | 'leadId'>,
  held: readonly AccessGrant[],
  reason?: string | null,
): void => {
  const origin: `${DocumentOrigin}` = document.origin;
  if (origin !== 'LEAD' || (document.leadId && owns({ type: 'Lead', id: document.leadId }, held))) return;
  if (!viewer.isAdmin) throw forbidden('Only the owner of a lead reads the content of its documents.');
  const stated = reason?.trim().length ?? 0;
  if (stated === 0) throw forbidden('Administrators read the content of a lead’s document for a stated reason alone.');
  if (stated < SHORTEST_REASON || stated > LONGEST_REASON)
    throw badInput({ reason: `must have ${SHORTEST_REASON} to ${LONGEST_REASON} characters` });
};

/**
 * @param held the viewer's active grants on {@link subjectsOf} the document
 * @throws PlatError FORBIDDEN with who may edit a document of this origin
 */
export const assertMayEditDocument = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  const origin: `${DocumentOrigin}` = document.origin;
  if (origin === 'PROJECT') viewer.assertCan('project:write');
  else if (origin === 'EXCHANGE' && document.isTemplate && !document.exchangeId) viewer.assertCan('template:write');
  else if (origin === 'EXCHANGE') {
    const isUploader = document.uploadedById === viewer.userId;
    if (!may('MANAGE', held) && !(isUploader && may('UPLOAD', held)))
      throw forbidden('Only its uploader and those who manage the exchange edit this document.');
  } else {
    const isOwner = origin === 'LEAD' ? held.some(({ role }) => role === 'OWNER') : document.userId === viewer.userId;
    if (!isOwner) throw forbidden('Only its owner edits this document.');
  }
};

/** @throws PlatError FORBIDDEN unless the viewer may speak to everybody: what is PUBLIC is set, edited and given back by them alone */
export const assertMayPublish = (viewer: Viewer): void => {
  if (!viewer.isAdmin && viewer.identity.role !== 'COORDINATOR')
    throw forbidden('Only administrators and coordinators make a document PUBLIC, or edit one that is.');
};

/**
 * Whether the viewer may change a document as it is: who edits it may, and of what is PUBLIC they must be who may publish.
 * @param held the viewer's active grants on {@link subjectsOf} the document @throws PlatError FORBIDDEN
 */
export const assertMayChangeDocument = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  assertMayEditDocument(viewer, document, held);
  const level: `${DocumentAccessLevel}` = document.accessLevel;
  if (level === 'PUBLIC') assertMayPublish(viewer);
};

/** Whether the viewer would lose sight of a document of an exchange by these values. */
export const wouldLose = (
  viewer: Viewer,
  document: Pick<Document, 'accessLevel' | 'allowedRoles' | 'uploadedById'>,
  participations: readonly AccessGrant[],
): boolean => {
  const level: `${DocumentAccessLevel}` = document.accessLevel;
  if (level !== 'RESTRICTED' || viewer.isAdmin || document.uploadedById === viewer.userId) return false;
  return !participations.some(({ role }) => document.allowedRoles?.includes(role));
};
