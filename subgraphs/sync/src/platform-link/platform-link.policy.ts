import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { PlatformLink } from './platform-link.entity';

/** The platform links that this viewer may know exist: its own; all of them for an administrator. */
export const visiblePlatformLinks = (viewer: Viewer): Scope<PlatformLink> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the link is the viewer's own; administrators read only */
export const assertMayDeletePlatformLink = (viewer: Viewer, link: Pick<PlatformLink, 'userId'>): void => {
  if (link.userId !== viewer.userId) throw forbidden('Only its owner disconnects a platform.');
};

/** @throws PlatError FORBIDDEN unless the link is the viewer's own; administrators read only */
export const assertMayEditPlatformLink = (viewer: Viewer, link: Pick<PlatformLink, 'userId'>): void => {
  if (link.userId !== viewer.userId) throw forbidden('Only its owner edits a platform link.');
};
