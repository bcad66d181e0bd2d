import type { Scope } from '@plat/shared/access/scope';
import { none } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { notFound } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import { granted, owns } from '../access-grant/access-grant.scope';
import type { PropertyDocument } from './property-document.entity';

/** The links of the viewer's own properties; administrators have those of theirs. */
export const visiblePropertyDocuments = (viewer: Viewer): Scope<PropertyDocument> =>
  viewer.isSignedIn ? { propertyId: granted('Property', viewer.userId, `role = 'OWNER'`) } : none();

/** @param held the viewer's active grants on the property @throws PlatError NOT_FOUND unless it is the viewer's */
export const assertMayLinkDocuments = (propertyId: string, held: readonly AccessGrant[]): void => {
  if (!owns({ type: 'Property', id: propertyId }, held)) throw notFound('Property', propertyId);
};
