/**
 * Whether somebody (`:{contactId}`) reads the message `m`: by an active part with VIEW, which every role may have, and if
 * that part does not see the history, only what was said after they joined.
 */
export const READS_MESSAGE = readsMessage('m.exchange_id', 'm.seq');

/** The same of a row whose table is not known; of these tables, only that of messages has a `seq`. */
export const READS_ROW = readsMessage(':column', 'seq');

function readsMessage(exchangeId: string, seq: string): string {
  return `EXISTS (SELECT FROM exchange_participants p WHERE p.exchange_id = ${exchangeId} AND p.contact_id = :{contactId} AND p.is_active
    AND 'VIEW' = ANY (p.permissions) AND (p.sees_history OR ${seq} > p.joined_seq))`;
}
