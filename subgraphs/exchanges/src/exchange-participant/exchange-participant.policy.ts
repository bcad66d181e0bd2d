import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { ExchangeParticipant } from './exchange-participant.entity';

/** Exchanges in which a contact takes part and may look, as in exchange.policy.ts. */
const TAKES_PART = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND 'VIEW' = ANY (p.permissions))`;

/** The participations that this viewer may know exist: all of its exchanges, past ones included. */
export const visibleExchangeParticipants = ({ isAdmin, contactId }: Viewer): Scope<ExchangeParticipant> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(TAKES_PART, { contactId }) } : none();
};

/** The viewer's own participations that count: all of its rights come from them. */
export const ownParticipations = ({ contactId }: Viewer): Scope<ExchangeParticipant> =>
  contactId ? { contactId, isActive: true } : none();

/** For those who may write in the exchange. @throws PlatError FORBIDDEN for anybody's own part, an administrator's too */
export const assertMayEditParticipant = ({ contactId }: Viewer, participant: Pick<ExchangeParticipant, 'contactId'>): void => {
  if (participant.contactId === contactId)
    throw forbidden('Nobody changes their own part in an exchange; ask another coordinator or an administrator.');
};

/** For those who may write in the exchange. @throws PlatError FORBIDDEN for one's own part, unless an administrator takes one */
export const assertMayAddParticipant = (viewer: Viewer, participant: Pick<ExchangeParticipant, 'contactId'>): void => {
  if (!viewer.isAdmin) assertMayEditParticipant(viewer, participant);
};
