import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Property } from './property.entity';

/** The properties that this viewer may know exist: its own; all of them for an administrator. */
export const visibleProperties = (viewer: Viewer): Scope<Property> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the property is the viewer's own; administrators read only */
export const assertMayDeleteProperty = (viewer: Viewer, property: Pick<Property, 'userId'>): void => {
  if (property.userId !== viewer.userId) throw forbidden('Only its owner deletes a property.');
};

/** @throws PlatError FORBIDDEN unless the property is the viewer's own; administrators read only */
export const assertMayEditProperty = (viewer: Viewer, property: Pick<Property, 'userId'>): void => {
  if (property.userId !== viewer.userId) throw forbidden('Only its owner edits a property.');
};
