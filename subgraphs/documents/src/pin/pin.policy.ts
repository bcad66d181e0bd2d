import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { Document } from '../document/document.entity';
import type { DocumentOrigin } from '../document/document.enum';
import { assertMayChangeDocument } from '../document/document.policy';

/** A partner's program handles no PINs: they are what people know. */
const assertInPerson = (viewer: Viewer): void => {
  if (viewer.isToken) throw forbidden('PINs are for people, who sign in themselves.');
};

/**
 * Whether the viewer may give a document a PIN, or another one: who may edit it may.
 * @param held the viewer's active grants on what the document belongs to @throws PlatError FORBIDDEN
 */
export const assertMayProtect = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  assertInPerson(viewer);
  assertMayChangeDocument(viewer, document, held);
};

/** Whether the viewer decides about a document's PIN without knowing it: its owner, or who manages what it belongs to. */
export const mayManagePin = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): boolean => {
  const origin: `${DocumentOrigin}` = document.origin;
  if (origin === 'PROJECT') return viewer.can('project:write');
  if (origin === 'LEAD') return held.some(({ role }) => role === 'OWNER');
  if (origin === 'EXCHANGE') return held.some(({ permissions }) => permissions.includes('MANAGE'));
  return document.userId === viewer.userId;
};

/** @throws PlatError FORBIDDEN unless the viewer is an administrator or decides about the PIN: others wait until a lock ends */
export const assertMayLiftPinLock = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  assertInPerson(viewer);
  if (!viewer.isAdmin && !mayManagePin(viewer, document, held))
    throw forbidden('Only its owner, who manages what it belongs to, and administrators let somebody try again at once.');
};

/** @throws PlatError FORBIDDEN to programs, and to whoever is in no session: a grant is for one person in one session */
export const assertMayUnlock = (viewer: Viewer): void => {
  assertInPerson(viewer);
  if (!viewer.identity.sessionId) throw forbidden('A PIN opens a document in a session: sign in.');
};
