import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Exchange } from './exchange.entity';
import { ofOwnExchanges } from './exchange.scope';

/** The exchanges that this viewer may know exist: those it takes part in; all of them for an administrator. */
export const visibleExchanges = (viewer: Viewer): Scope<Exchange> => ofOwnExchanges(viewer, 'id');

/** @throws PlatError FORBIDDEN unless the viewer is an administrator: its coordinators end an exchange, and keep it */
export const assertMayDeleteExchange = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators delete an exchange.');
};

const asCoordinator = (own: readonly Participation[]) => effectiveRights(own.filter(({ role }) => role === 'COORDINATOR'));

/**
 * Whether the viewer may read what PracticePanther knows of an exchange, and overrides of its deadlines.
 * @param own the viewer's own participations in it
 */
export const mayReadOfficeFields = (viewer: Viewer, own: readonly Participation[]): boolean =>
  viewer.isAdmin || asCoordinator(own).includes('VIEW');

/** @throws PlatError FORBIDDEN unless the viewer is an administrator, or a coordinator who opens an exchange as its own */
export const assertMayOpenExchange = (viewer: Viewer, coordinatorContactId: string | null | undefined): void => {
  const isOwn = viewer.identity.role === 'COORDINATOR' && viewer.contactId !== undefined && viewer.contactId === coordinatorContactId;
  if (!viewer.isAdmin && !isOwn) throw forbidden('Only administrators open exchanges, and coordinators those that they coordinate.');
};

/**
 * @param own the viewer's own participations in the exchange
 * @throws PlatError FORBIDDEN unless the viewer is an administrator, or coordinates it with MANAGE
 */
export const assertMayManageExchange = (viewer: Viewer, own: readonly Participation[]): void => {
  if (!viewer.isAdmin && !asCoordinator(own).includes('MANAGE')) {
    throw forbidden('Only administrators, and its coordinators with MANAGE, write in this exchange.');
  }
};
