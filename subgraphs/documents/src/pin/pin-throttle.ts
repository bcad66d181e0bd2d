import { networkOf } from '@plat/shared/access/network';
import type { EntityManager } from 'typeorm';
import type { Opener } from './pin.gate';
import { BUCKETS, type Bucket, type Count, type Counts, judge } from './pin-throttle.rules';

/** What a document's PIN is at this moment, and what attempts at it count for. */
export interface PinState {
  readonly documentId: string;
  readonly isProtected: boolean;
  readonly hash: string | null;
  readonly pinVersion: number;
  /** Whose documents are counted together: a person's, a lead owner's, those of an exchange, project or inquiry. */
  readonly owner: string;
  /** The network of the address, as PostgreSQL writes it. */
  readonly network: string | null;
}

/** What was charged, so that a right PIN takes it back. */
export type Charge = Readonly<Partial<Record<Bucket, { readonly key: string; readonly windowStart: Date }>>>;

const STATE_SQL = `SELECT d.id AS "documentId", d.pin_protected AS "isProtected", d.pin_hash AS hash, d.pin_version AS "pinVersion",
    coalesce(d.user_id, (SELECT g.principal_id FROM access_grants g WHERE g.subject_type = 'Lead' AND g.subject_id = d.lead_id
      AND g.role = 'OWNER' AND g.is_active LIMIT 1), d.lead_id, d.exchange_id, d.project_id, d.inquiry_id, d.uploaded_by, d.id)::text AS owner,
    network($2::inet)::text AS network
  FROM documents d WHERE d.id = $1 AND d.trashed_at IS NULL`;

/** All rows of an attempt, made where there are none and locked in the order of the buckets, so that no two attempts wait for each other. */
const HOLD_SQL = `INSERT INTO pin_throttles AS t (bucket, key, fails, window_start)
  SELECT bucket, key, 0, to_timestamp(0) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS of (bucket, key, n) ORDER BY n
  ON CONFLICT (bucket, key) DO UPDATE SET fails = t.fails
  RETURNING bucket, fails, window_start AS "windowStart", lock_level AS "lockLevel", locked_until AS "lockedUntil"`;

/** The count goes up where the row is: a window that has ended begins anew. */
const CHARGE_SQL = `UPDATE pin_throttles t SET fails = CASE WHEN c.fails = 1 THEN 1 ELSE t.fails + 1 END, window_start = c.window_start,
    lock_level = c.lock_level, locked_until = c.locked_until
  FROM jsonb_to_recordset($1::jsonb) AS c (bucket text, key text, fails integer, window_start timestamptz, lock_level integer,
    locked_until timestamptz)
  WHERE (t.bucket, t.key) = (c.bucket, c.key) RETURNING t.bucket, t.fails`;

/** The person's own count ends with a right PIN; of the others it takes back its own charge, and no more. */
const SETTLE_SQL = `WITH held AS (
    SELECT t.bucket, t.key, c.window_start FROM unnest($1::text[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS c (bucket, key, window_start, n)
    JOIN pin_throttles t ON (t.bucket, t.key) = (c.bucket, c.key) ORDER BY c.n FOR UPDATE OF t)
  UPDATE pin_throttles t SET fails = CASE WHEN t.bucket = 'DOCUMENT_ACTOR' THEN 0 ELSE greatest(t.fails - 1, 0) END,
    lock_level = 0, locked_until = NULL
  FROM held WHERE (t.bucket, t.key) = (held.bucket, held.key) AND (t.bucket = 'DOCUMENT_ACTOR' OR t.window_start = held.window_start)`;

const LIFT_SQL = `UPDATE pin_throttles SET fails = 0, lock_level = 0, locked_until = NULL
  WHERE bucket = 'DOCUMENT_ACTOR' AND (key = $1 OR starts_with(key, $2)) AND fails > 0 RETURNING key`;

/** As whom somebody is counted: the user in whatever session, the visitor of a link by their cookie. */
const actorOf = ({ userId, shareLinkId, visitorHash }: Opener): string =>
  userId ? `user/${userId}` : `visitor/${shareLinkId}/${visitorHash}`;

/** @param db of the system @returns what there is to be guessed; undefined for what is gone */
export async function pinState(db: EntityManager, documentId: string, address: string | undefined): Promise<PinState | undefined> {
  const [state]: PinState[] = await db.query(STATE_SQL, [documentId, networkOf(address) ?? null]);
  return state;
}

/**
 * Charges an attempt before its PIN is looked at. In a transaction of its own, which is committed first: whatever becomes of
 * the request, it was counted.
 * @returns what was charged, or until when nothing is looked at, whether right or wrong
 */
export async function charge(
  db: EntityManager,
  { documentId, owner, network }: PinState,
  opener: Opener,
  now: Date,
): Promise<{ readonly until: Date } | { readonly charge: Charge }> {
  const actor = actorOf(opener);
  const { userId, shareLinkId } = opener;
  const keys: Readonly<Partial<Record<Bucket, string>>> = {
    DOCUMENT_ACTOR: `${documentId} ${actor}`,
    OWNER_ACTOR: `${owner} ${actor}`,
    ...(network && { DOCUMENT_ADDRESS: `${documentId} ${network}` }),
    ...(!userId && { OWNER_LINK: `${owner} visitor/${shareLinkId}`, DOCUMENT_LINK: `${documentId} visitor/${shareLinkId}` }),
    DOCUMENT: documentId,
  };
  const buckets = BUCKETS.filter((bucket) => keys[bucket]);
  const rows: (Count & { bucket: Bucket })[] = await db.query(HOLD_SQL, [buckets, buckets.map((bucket) => keys[bucket])]);
  const judged = judge(Object.fromEntries(rows.map((row) => [row.bucket, row])) as Counts, now);
  if ('until' in judged) return judged;
  const charged = buckets.map((bucket) => ({ bucket, key: keys[bucket] as string, ...(judged.counts[bucket] as Count) }));
  const columns = charged.map(({ bucket, key, fails, windowStart, lockLevel, lockedUntil }) => ({
    bucket,
    key,
    fails,
    window_start: windowStart,
    lock_level: lockLevel,
    locked_until: lockedUntil,
  }));
  await db.query(CHARGE_SQL, [JSON.stringify(columns)]);
  return { charge: Object.fromEntries(charged.map(({ bucket, key, windowStart }) => [bucket, { key, windowStart }])) };
}

/** After a right PIN. */
export async function settle(db: EntityManager, charged: Charge): Promise<void> {
  const rows = BUCKETS.flatMap((bucket) => {
    const one = charged[bucket];
    return one ? [{ bucket, ...one }] : [];
  });
  await db.query(SETTLE_SQL, [rows.map(({ bucket }) => bucket), rows.map(({ key }) => key), rows.map(({ windowStart }) => windowStart)]);
}

/** Lets somebody, or all visitors of a link, try again at once. @returns how many there were to whom that matters */
export async function lift(db: EntityManager, documentId: string, { userId, shareLinkId }: Opener): Promise<number> {
  const user = userId ? `${documentId} user/${userId}` : null;
  const visitors = shareLinkId ? `${documentId} visitor/${shareLinkId}/` : null;
  const [rows]: [unknown[]] = await db.query(LIFT_SQL, [user, visitors]);
  return rows.length;
}
