import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { Document } from '../document/document.entity';
import { assertMayEditDocument, assertMayReadContent } from '../document/document.policy';
import type { ShareLink } from './share-link.entity';

/** The share links that this viewer may know exist: its own; for an administrator all. */
export const visibleShareLinks = (viewer: Viewer): Scope<ShareLink> => {
  if (viewer.isAdmin) return {};
  return viewer.isSignedIn ? { createdById: viewer.userId } : none();
};

/**
 * Whether the viewer may give the content of a document away: its owner, who manages its exchange, its uploader while
 * they may upload, and for projects who writes them; nobody who needs a reason to read it.
 * @param held the viewer's active grants on what the document belongs to
 * @throws PlatError FORBIDDEN
 */
export const assertMayShareDocument = (viewer: Viewer, document: Document, held: readonly AccessGrant[]): void => {
  assertMayReadContent(viewer, document, held);
  if (document.isTemplate && !document.exchangeId) throw forbidden('Templates of the house are not shared.');
  assertMayEditDocument(viewer, document, held);
};

/** @throws PlatError FORBIDDEN unless it is the viewer's; administrators take back all */
export const assertMayRevokeShareLink = (viewer: Viewer, { createdById }: ShareLink): void => {
  if (!viewer.isAdmin && createdById !== viewer.userId) throw forbidden('Only its maker and administrators take a share link back.');
};
