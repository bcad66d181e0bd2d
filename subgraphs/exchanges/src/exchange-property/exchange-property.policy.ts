import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ExchangeProperty } from './exchange-property.entity';

/** Exchanges in which a contact takes part and may look, as in exchange.policy.ts. */
const TAKES_PART = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND 'VIEW' = ANY (p.permissions))`;

/** The properties of exchanges that this viewer may know exist: those of its exchanges, whoever owns them. */
export const visibleExchangeProperties = ({ isAdmin, contactId }: Viewer): Scope<ExchangeProperty> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(TAKES_PART, { contactId }) } : none();
};
