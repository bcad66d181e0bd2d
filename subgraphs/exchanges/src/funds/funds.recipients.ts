import type { EntityManager } from 'typeorm';

/** Those who read the money of an exchange (funds.scope.ts), as long as the exchange tells anybody anything. */
const READERS = `SELECT DISTINCT p.contact_id FROM exchange_participants p JOIN exchanges e ON e.id = p.exchange_id
  WHERE e.id = $1 AND e.notifications_enabled AND p.is_active AND p.role IN ('CLIENT', 'COORDINATOR') AND 'VIEW' = ANY (p.permissions)
  ORDER BY p.contact_id`;

/**
 * What an event of an exchange's money says of whom it concerns: nobody who may not read of money there.
 * @param db of somebody who sees who takes part in the exchange
 */
export async function toldOfFunds(db: EntityManager, exchangeId: string): Promise<{ exchangeId: string; participants: readonly string[] }> {
  const readers: { contact_id: string }[] = await db.query(READERS, [exchangeId]);
  return { exchangeId, participants: readers.map(({ contact_id }) => contact_id) };
}
