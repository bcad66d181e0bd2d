import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ParticipantEvent } from './participant-event.entity';

const COORDINATES = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND p.role = 'COORDINATOR' AND 'VIEW' = ANY (p.permissions))`;

/** The changes of participants that this viewer may know of: those of the exchanges that it coordinates, for administrators all. */
export const visibleParticipantEvents = ({ isAdmin, contactId }: Viewer): Scope<ParticipantEvent> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(COORDINATES, { contactId }) } : none();
};
