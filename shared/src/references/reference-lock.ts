import type { TargetType } from './cross-references';

/**
 * The key under which whoever refers to something of another service, and whoever asks for its deletion or carries that
 * out, meet in the database of the one who refers.
 */
export const referenceLockKey = (type: TargetType, id: string): string => `${type}/${id.toLowerCase()}`;

/** Always in the same order, so that two who take several never wait for each other. */
const lock = (take: string) => `SELECT ${take}(hashtextextended(k, 0)) FROM (SELECT k FROM unnest($1::text[]) AS k ORDER BY k) AS keys`;

/** Before the existence of what is to be referred to is asked for, until the end of the transaction. $1: keys */
export const SHARED_LOCK_SQL = lock('pg_advisory_xact_lock_shared');

/** Before references are looked for, or ended, until the end of the transaction. $1: keys */
export const EXCLUSIVE_LOCK_SQL = lock('pg_advisory_xact_lock');
