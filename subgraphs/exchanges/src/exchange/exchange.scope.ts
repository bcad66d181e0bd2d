import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { ObjectLiteral } from 'typeorm';

/** Exchanges in which a contact takes part and may look. Every role may look, so none is asked for. */
const TAKES_PART = `:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = :{contactId} AND p.is_active AND 'VIEW' = ANY (p.permissions))`;

/**
 * The rows of exchanges in which the viewer takes part; all of them for an administrator.
 * @param column of the table in question that says which exchange a row belongs to
 */
export const ofOwnExchanges = <T extends ObjectLiteral>({ isAdmin, contactId }: Viewer, column: keyof T & string): Scope<T> => {
  if (isAdmin) return {};
  return contactId ? ({ [column]: where(TAKES_PART, { contactId }) } as Scope<T>) : none();
};

/** The same of a table whose rows name their exchange as `exchangeId`. */
export const inOwnExchanges = <T extends ObjectLiteral & { readonly exchangeId: string }>(viewer: Viewer): Scope<T> =>
  ofOwnExchanges<T>(viewer, 'exchangeId');
