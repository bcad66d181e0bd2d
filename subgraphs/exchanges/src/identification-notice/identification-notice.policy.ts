import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { IdentificationNotice } from './identification-notice.entity';

const NOT_AS_THIRD_PARTY = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND 'VIEW' = ANY (p.permissions) AND p.role <> 'THIRD_PARTY')`;

/** The notices that this viewer may know exist: of its exchanges, unless it is a third party there. */
export const visibleIdentificationNotices = ({ isAdmin, contactId }: Viewer): Scope<IdentificationNotice> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(NOT_AS_THIRD_PARTY, { contactId }) } : none();
};

const manages = (own: readonly Participation[], role: Participation['role']): boolean =>
  effectiveRights(own.filter((one) => one.role === role)).includes('MANAGE');

/** Whether the viewer puts notices on record that others signed and sent, as administrators and coordinators do. */
export const mayRecordNotices = (viewer: Viewer, own: readonly Participation[]): boolean => viewer.isAdmin || manages(own, 'COORDINATOR');

/**
 * @param own the viewer's own participations in the exchange
 * @throws PlatError FORBIDDEN unless the viewer records notices in it, or is its client and may sign
 */
export const assertMayServeNotice = (viewer: Viewer, own: readonly Participation[]): void => {
  if (!mayRecordNotices(viewer, own) && !manages(own, 'CLIENT'))
    throw forbidden('Only the client with MANAGE signs notices, and only administrators and coordinators with MANAGE record them.');
};
