import type { EntityManager } from 'typeorm';
import { ExchangeParticipant } from './exchange-participant.entity';

/** Who takes part in an exchange now and may look, by contact: since when, by the first of their parts. */
export async function partsWithView(db: EntityManager, exchangeId: string): Promise<ReadonlyMap<string, Date>> {
  const active = await db.findBy(ExchangeParticipant, { exchangeId, isActive: true });
  const since = new Map<string, Date>();
  for (const { contactId, permissions, assignedAt } of active) {
    const known = since.get(contactId);
    if (permissions.some((permission) => permission === 'VIEW') && !(known && known <= assignedAt)) since.set(contactId, assignedAt);
  }
  return since;
}

/** The contacts of those who are told how an exchange goes. For whoever runs the exchange, and the system. */
export const contactsToTell = async (db: EntityManager, exchangeId: string): Promise<string[]> => [
  ...(await partsWithView(db, exchangeId)).keys(),
];
