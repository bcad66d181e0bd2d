import type { EntityManager } from 'typeorm';
import type { RevocationKind } from './revocation.entity';

/** Where PostgreSQL tells that there are new revocations. */
export const REVOCATION_CHANNEL = 'plat_revocations';

/**
 * A number is at least the milliseconds of the clock: in a database that was restored, or that a standby took over from
 * one that had gone further, a token that is still alive would otherwise be newer than what ends it.
 */
const ADVANCE = `SELECT setval('revocations_seq_seq', greatest(last_value, (extract(epoch FROM clock_timestamp()) * 1000)::bigint))
  FROM revocations_seq_seq`;

/**
 * Ends what was issued until now: every access token of a user or session, or a partner access token. Call it last in
 * the system's transaction that makes the change, after the user's row was locked: from here to the commit one
 * transaction goes at a time, so that the numbers are in the order of the commits and a reader of the stream misses none.
 */
export const revoke = (db: EntityManager, kind: `${RevocationKind}`, subjectId: string): Promise<void> =>
  revokeAll(db, kind, 'SELECT $1::uuid', [subjectId]);

/** The same for many. @param ids our own SQL that selects them */
export async function revokeAll(db: EntityManager, kind: `${RevocationKind}`, ids: string, values: readonly unknown[]): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('${REVOCATION_CHANNEL}'))`);
  await db.query(ADVANCE);
  await db.query(`INSERT INTO revocations (kind, subject_id) SELECT '${kind}', id FROM (${ids}) AS ended (id)`, [...values]);
  await db.query(`SELECT pg_notify('${REVOCATION_CHANNEL}', '')`);
}

/**
 * The number of the last revocation. What is issued with it outlives that one and none of its own that follow; read it
 * while the user's row is locked, before the rights that are issued with it.
 */
export async function lastRevocation(db: EntityManager): Promise<number> {
  const [row]: { seq: string }[] = await db.query('SELECT coalesce(max(seq), 0) AS seq FROM revocations');
  return Number(row?.seq ?? 0);
}
