import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden, notFound } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import { granted, owns } from '../access-grant/access-grant.scope';
import type { Media } from './media.entity';

/** The media of the viewer's own properties; for an administrator all. */
export const visibleMedia = (viewer: Viewer): Scope<Media> => {
  if (viewer.isAdmin) return {};
  return viewer.isSignedIn ? { propertyId: granted('Property', viewer.userId, `role = 'OWNER'`) } : none();
};

/** @param held the viewer's active grants on the property @throws PlatError NOT_FOUND unless it is the viewer's */
export const assertMayAddMedia = (propertyId: string, held: readonly AccessGrant[]): void => {
  if (!owns({ type: 'Property', id: propertyId }, held)) throw notFound('Property', propertyId);
};

/** @param held the viewer's active grants on the property @throws PlatError FORBIDDEN unless it is the viewer's; administrators read only */
export const assertMayRemoveMedia = ({ propertyId }: Media, held: readonly AccessGrant[]): void => {
  if (!owns({ type: 'Property', id: propertyId }, held)) throw forbidden('Only the owner of a property removes its media.');
};
