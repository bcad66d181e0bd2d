import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ObjectLiteral } from 'typeorm';

/** Exchanges that a contact runs, or whose client it is, and of which it may look at the money. */
const IS_PARTY = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND p.role IN ('CLIENT', 'COORDINATOR') AND 'VIEW' = ANY (p.permissions))`;

/** What belongs to an exchange and is of money or taxes. */
export type OfExchange = ObjectLiteral & { readonly exchangeId: string };

/** The rows of exchanges that the viewer coordinates or whose client it is; all of them for an administrator. */
export const ofOwnFunds = <T extends OfExchange>({ isAdmin, contactId }: Viewer): Scope<T> => {
  if (isAdmin) return {};
  return contactId ? ({ exchangeId: where(IS_PARTY, { contactId }) } as unknown as Scope<T>) : none();
};
