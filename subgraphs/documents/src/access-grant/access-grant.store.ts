import type { GrantSubject, OwnerGrant } from '@plat/shared/access/grants';
import type { AsSystem } from '@plat/shared/database/system-database';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { TargetType } from '@plat/shared/references/cross-references';
import { referenceLockKey, SHARED_LOCK_SQL } from '@plat/shared/references/reference-lock';
import type { EntityManager } from 'typeorm';

/** Something of another service. */
export interface Subject {
  readonly type: GrantSubject;
  readonly id: string;
}

/** A grant as an event or its owner tells it. */
export type ToldGrant = OwnerGrant & { readonly type: GrantSubject };

/** As what somebody is known who holds a grant: owners are users, participants contacts, and those of projects clients. */
export const PRINCIPAL_TYPES = {
  Property: 'User',
  Lead: 'User',
  PlatformLink: 'User',
  Project: 'Client',
  Exchange: 'Contact',
} as const satisfies Readonly<Record<GrantSubject, TargetType>>;

/** The role of rows that say: asked, and there is nothing. */
export const NONE = 'NONE';
/** How long that counts; then it is asked again. Seconds. */
export const NONE_COUNTS_S = 60;

/** Of these, one holder alone: whoever is told last takes the place of the one before. */
const SOLE: readonly GrantSubject[] = ['Property', 'Lead', 'PlatformLink', 'Project'];

/** Writers of one subject wait for each other: neither would see that the other names another holder. */
const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtextextended(subject, 0))
  FROM (SELECT DISTINCT unnest($1::text[]) AS subject ORDER BY 1) AS subjects`;

/**
 * Something told is passed over when what is there is newer: by a later event, unless that had been taken before the owner
 * was asked ($2), whose answer then shows it already. An answer has no number when its events are long gone.
 */
const isNewer = `g.source_seq > t.source_seq AND g.updated_at >= $2::timestamptz`;

/** What comes late counts for nothing where the thing, or the person, is gone by now: see deleted_subjects. */
const TELL_SQL = `WITH told AS (
    SELECT subject_type, subject_id, principal_id, role, permissions, source_seq, is_sole, is_active AND NOT EXISTS (
        SELECT FROM deleted_subjects d WHERE (d.type, d.id) IN ((subject_type, subject_id), (principal_type, principal_id))) AS is_active
    FROM jsonb_to_recordset($1::jsonb) AS told(subject_type text, subject_id uuid, principal_type text, principal_id uuid, role text,
      permissions text[], is_active boolean, source_seq bigint, is_sole boolean)
  ), current AS (
    SELECT * FROM told t WHERE NOT EXISTS (SELECT FROM access_grants g WHERE g.subject_type = t.subject_type
      AND g.subject_id = t.subject_id AND g.role = t.role AND (t.is_sole OR g.principal_id = t.principal_id) AND ${isNewer})
  ), ended AS (
    UPDATE access_grants g SET is_active = false, source_seq = greatest(g.source_seq, t.source_seq), updated_at = now() FROM current t
    WHERE t.is_sole AND g.subject_type = t.subject_type AND g.subject_id = t.subject_id AND g.role = t.role
      AND g.principal_id <> t.principal_id AND g.is_active
  )
  INSERT INTO access_grants AS g (subject_type, subject_id, principal_id, role, permissions, is_active, source_seq)
  SELECT subject_type, subject_id, principal_id, role, permissions, is_active, source_seq FROM current
  ON CONFLICT (subject_type, subject_id, principal_id, role) DO UPDATE SET permissions = excluded.permissions,
    is_active = excluded.is_active, updated_at = now(), source_seq = coalesce(nullif(excluded.source_seq, 0), g.source_seq)
  WHERE g.source_seq <= excluded.source_seq OR g.updated_at < $2::timestamptz
  RETURNING subject_id`;

const END_SUBJECT_SQL = `UPDATE access_grants SET is_active = false, source_seq = $3, updated_at = now()
  WHERE subject_type = $1 AND subject_id = $2 AND source_seq <= $3`;

/** Numbers of events are those of one service, and people are deleted in another than what they hold: the number stays. */
const END_PRINCIPAL_SQL = 'UPDATE access_grants SET is_active = false, updated_at = now() WHERE principal_id = $1 AND is_active';

const NOTHING_SQL = `INSERT INTO access_grants (subject_type, subject_id, principal_id, role, is_active)
  SELECT $1, subject_id, $3, '${NONE}', false FROM unnest($2::uuid[]) AS subject_id
  ON CONFLICT (subject_type, subject_id, principal_id, role) DO UPDATE SET updated_at = now()`;

/** Whoever asks for things at random leaves rows behind, and they go with the next answer after they count no more. */
const FORGET_SQL = `DELETE FROM access_grants WHERE role = '${NONE}' AND updated_at < now() - make_interval(secs => ${NONE_COUNTS_S})`;

/** SQL for whether what a principal is to a subject is known, be it nothing. */
export const knownSql = (type: string, subjectId: string, principalId: string) => `EXISTS (SELECT FROM access_grants g
  WHERE g.subject_type = ${type} AND g.subject_id = ${subjectId} AND g.principal_id = ${principalId}
    AND (g.role <> '${NONE}' OR g.updated_at >= now() - make_interval(secs => ${NONE_COUNTS_S})))`;

/** SQL for whether a principal holds anything on a subject. */
export const heldSql = (type: string, subjectId: string, principalId: string) => `EXISTS (SELECT FROM access_grants g
  WHERE g.subject_type = ${type} AND g.subject_id = ${subjectId} AND g.principal_id = ${principalId} AND g.is_active)`;

const keyOf = (type: GrantSubject, id: string) => `access_grant ${type}/${id.toLowerCase()}`;
const lock = (db: EntityManager, keys: readonly string[]) => db.query(LOCK_SQL, [keys]);

/**
 * Keeps what is told, unless something newer is there.
 * @param db of the system @param askedAt by this database's clock, when the owner was asked; none for events
 * @returns how many were kept
 */
export async function tellGrants(db: EntityManager, told: readonly ToldGrant[], askedAt = '-infinity'): Promise<number> {
  if (told.length === 0) return 0;
  // Whoever takes in that a person is gone ends all that is written before, and is seen by all that is written after.
  await db.query(SHARED_LOCK_SQL, [told.map(({ type, principalId }) => referenceLockKey(PRINCIPAL_TYPES[type], principalId))]);
  await lock(
    db,
    told.map(({ type, subjectId }) => keyOf(type, subjectId)),
  );
  const rows = told.map(({ type, subjectId, principalId, role, permissions, isActive, seq }) => ({
    subject_type: type,
    subject_id: subjectId,
    principal_type: PRINCIPAL_TYPES[type],
    principal_id: principalId,
    role,
    permissions,
    is_active: isActive,
    source_seq: seq,
    is_sole: SOLE.includes(type),
  }));
  return (await db.query(TELL_SQL, [JSON.stringify(rows), askedAt])).length;
}

/**
 * Writes in a transaction of its own, anew when PostgreSQL ended it in favour of another writer: consumers lock things in the
 * order of their events. What an owner answered is good for as long as that takes.
 * @throws PlatError CONFLICT after several times
 */
export async function persistently<T>(asSystem: AsSystem, write: (db: EntityManager) => Promise<T>, times = 5): Promise<T> {
  try {
    return await asSystem(write);
  } catch (error) {
    if (times <= 1 || !(error instanceof PlatError) || error.code !== 'CONFLICT') throw error;
    return persistently(asSystem, write, times - 1);
  }
}

/** Ends all grants on something that is gone. @param seq of the event that says so */
export async function endGrantsOn(db: EntityManager, { type, id }: Subject, seq: string): Promise<void> {
  await lock(db, [keyOf(type, id)]);
  await db.query(END_SUBJECT_SQL, [type, id, seq]);
}

/** Ends all grants of somebody who is gone. */
export const endGrantsOf = async (db: EntityManager, principalId: string): Promise<void> => {
  await db.query(END_PRINCIPAL_SQL, [principalId]);
};

/** Notes that somebody was found to be nothing to these subjects. */
export async function noteNothing(db: EntityManager, type: GrantSubject, ids: readonly string[], principalId: string): Promise<void> {
  await db.query(FORGET_SQL);
  if (ids.length > 0) await db.query(NOTHING_SQL, [type, ids, principalId]);
}

/** What time it is by the database's clock, to the microsecond. */
export const databaseClock = async (db: EntityManager): Promise<string> => {
  const [{ time }]: [{ time: string }] = await db.query('SELECT clock_timestamp()::text AS time');
  return time;
};
