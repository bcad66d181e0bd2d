import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { FundSide } from '../fund-authorisation/fund-authorisation.entity';
import { type OfExchange, ofOwnFunds } from './funds.scope';

/**
 * What of the ledger, releases, worksheets, attestations and taxpayers this viewer may know to exist: administrators all, an
 * exchange's coordinators and its client their own, agencies and third parties nothing.
 */
export const visibleFunds = <T extends OfExchange>(viewer: Viewer): Scope<T> => ofOwnFunds<T>(viewer);

/** Whether the viewer reads what was computed from them. @param own the viewer's own participations in the exchange */
export const mayReadFunds = (viewer: Viewer, own: readonly Participation[]): boolean =>
  viewer.isAdmin || effectiveRights(own.filter(({ role }) => role === 'CLIENT' || role === 'COORDINATOR')).includes('VIEW');

/** A part as far as it lets somebody sign. */
export type SigningPart = Participation & { readonly isConfirmed: boolean };

/**
 * A coordinator may add clients, so that being one is not enough to sign for the taxpayer: it takes one who is confirmed.
 * @param own the viewer's own participations in the exchange @param side for whom the viewer authorises
 * @throws PlatError FORBIDDEN unless the viewer is the exchange's client, or for the facilitator its coordinator or an administrator
 */
export const assertMayAuthorise = (viewer: Viewer, own: readonly SigningPart[], side: `${FundSide}`): void => {
  const as = (role: Participation['role'], parts = own) => effectiveRights(parts.filter((one) => one.role === role)).includes('MANAGE');
  const may =
    side === 'TAXPAYER'
      ? as(
          'CLIENT',
          own.filter(({ isConfirmed }) => isConfirmed),
        )
      : viewer.isAdmin || as('COORDINATOR');
  if (!may)
    throw forbidden(
      'A confirmed client of the exchange authorises for the taxpayer; its coordinators and administrators for the facilitator.',
    );
};
