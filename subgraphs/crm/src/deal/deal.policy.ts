import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Property } from '../property/property.entity';
import type { Deal } from './deal.entity';

/** The deals that this viewer may know exist: its own; all of them for an administrator. */
export const visibleDeals = (viewer: Viewer): Scope<Deal> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the deal is the viewer's own; administrators read only */
export const assertMayEditDeal = (viewer: Viewer, deal: Pick<Deal, 'userId'>): void => {
  if (deal.userId !== viewer.userId) throw forbidden('Only its owner edits a deal.');
};

/** @throws PlatError FORBIDDEN unless the deal is the viewer's own; administrators read only */
export const assertMayDeleteDeal = (viewer: Viewer, deal: Pick<Deal, 'userId'>): void => {
  if (deal.userId !== viewer.userId) throw forbidden('Only its owner deletes a deal.');
};

/**
 * An active deal keeps others off its property, so nobody may have one on what is another's.
 * @throws PlatError FORBIDDEN unless the property is the viewer's own
 */
export const assertMayDealIn = (viewer: Viewer, property: Pick<Property, 'userId'>): void => {
  if (property.userId !== viewer.userId) throw forbidden('Only the owner of a property has deals about it.');
};
