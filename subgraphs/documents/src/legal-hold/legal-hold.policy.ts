import { none, type Scope, where, within } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden, notFound } from '@plat/shared/errors/plat-error';
import type { AccessGrant } from '../access-grant/access-grant.entity';
import type { LegalHold } from './legal-hold.entity';
import type { LegalHoldDocument } from './legal-hold-document.entity';

const COORDINATED = `:column = ANY (ARRAY(SELECT subject_id FROM access_grants WHERE subject_type = 'Exchange'
  AND principal_id = :{contactId} AND is_active AND role = 'COORDINATOR' AND 'MANAGE' = ANY (permissions)))`;

/** The holds that this viewer may know of: administrators all, coordinators those of their exchanges. */
export const visibleLegalHolds = ({ isAdmin, isSignedIn, contactId }: Viewer): Scope<LegalHold> => {
  if (isAdmin) return {};
  return isSignedIn && contactId ? { exchangeId: where(COORDINATED, { contactId }) } : none();
};

/** What these holds keep, and have kept. */
export const visibleLegalHoldDocuments = (viewer: Viewer): Scope<LegalHoldDocument> => ({
  holdId: within<string>('legal_holds', visibleLegalHolds(viewer)),
});

/**
 * Who sees a hold may add to it, take from it and release it.
 * @param exchangeId whose documents it is to hold; any documents without one @param held the viewer's active grants on it
 * @throws PlatError NOT_FOUND for an exchange that is not the viewer's, or FORBIDDEN
 */
export const assertMayPlaceHold = (viewer: Viewer, exchangeId: string | null, held: readonly AccessGrant[]): void => {
  if (viewer.isAdmin) return;
  if (!exchangeId) throw forbidden('Only administrators place holds on documents outside of an exchange.');
  if (!held.some(({ permissions }) => permissions.length > 0)) throw notFound('Exchange', exchangeId);
  if (!held.some(({ role, permissions }) => role === 'COORDINATOR' && permissions.includes('MANAGE')))
    throw forbidden('Only the coordinators of an exchange, and administrators, place holds on its documents.');
};
