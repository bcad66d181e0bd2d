import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { DeadlineOverride } from './deadline-override.entity';

/** Exchanges that a contact coordinates, and may look at. */
const COORDINATES = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND p.role = 'COORDINATOR' AND 'VIEW' = ANY (p.permissions))`;

/** The overrides that this viewer may know of: those of the exchanges that it coordinates; all of them for an administrator. */
export const visibleDeadlineOverrides = ({ isAdmin, contactId }: Viewer): Scope<DeadlineOverride> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(COORDINATES, { contactId }) } : none();
};
