import type { EntityManager } from 'typeorm';
import type { ExchangeMessage } from './exchange-message.entity';

/** Every role may look, so that none is asked for. */
const READERS = `SELECT DISTINCT contact_id FROM exchange_participants
  WHERE exchange_id = $1 AND is_active AND 'VIEW' = ANY (permissions) AND contact_id IS DISTINCT FROM $2 ORDER BY contact_id`;

/** What an event says of a message: where it stands, and never what was said. */
export interface ToldOfMessage {
  readonly exchangeId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly isSystemMessage: boolean;
  readonly senderId: string | null;
  /** Contacts of those who read the exchange, but for the sender. */
  readonly participants: readonly string[];
}

/** @param db of somebody who sees who takes part in the exchange, or of the system */
export async function toldOf(
  db: EntityManager,
  { id: messageId, exchangeId, seq, isSystemMessage, senderId }: ExchangeMessage,
): Promise<ToldOfMessage> {
  const readers: { contact_id: string }[] = await db.query(READERS, [exchangeId, senderId]);
  const participants = readers.map(({ contact_id }) => contact_id);
  return { exchangeId, messageId, seq, isSystemMessage, senderId, participants };
}
