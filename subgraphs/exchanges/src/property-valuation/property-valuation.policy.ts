import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { PropertyValuation } from './property-valuation.entity';

const OF_OWN_EXCHANGES = `:column IN (SELECT v.id FROM exchange_properties v JOIN exchange_participants p ON p.exchange_id = v.exchange_id
  WHERE p.contact_id = :{contactId} AND p.is_active AND 'VIEW' = ANY (p.permissions))`;

/** The values that this viewer may know: of the properties of its exchanges. */
export const visiblePropertyValuations = ({ isAdmin, contactId }: Viewer): Scope<PropertyValuation> => {
  if (isAdmin) return {};
  return contactId ? { exchangePropertyId: where(OF_OWN_EXCHANGES, { contactId }) } : none();
};
