import { MAX_BATCH } from './consumer';

/** Refusals after which an event waits for an admin; with the waits between them, about a quarter of an hour. */
export const MAX_ATTEMPTS = 10;
const LONGEST_WAIT_S = 300;
/** So many due rows are looked at for a batch: more may stand in front of those that can go. */
const WINDOW = 1_000;
/** Below what a service takes at once (4 MB), with room for what is around a payload. */
const MAX_BATCH_BYTES = 1024 * 1024;
const MAX_EVENT_BYTES = 3.5 * 1024 * 1024;

const DUE = 'd.subscriber = $1 AND d.delivered_at IS NULL AND d.parked_at IS NULL AND d.next_at <= now()';
/** The same of a row that is known by its id: in words that no partial index answers, which would be read from one end to the other. */
const STILL_DUE = 'd.subscriber = $1 AND num_nonnulls(d.delivered_at, d.parked_at) = 0 AND d.next_at <= now()';
const WINDOW_SQL = `SELECT d.event_id, d.subject, d.seq, d.next_at FROM outbox_deliveries d WHERE ${DUE} ORDER BY d.next_at, d.seq LIMIT ${WINDOW}`;

/**
 * The subjects whose next event is due, each locked for this relay at that event: another relay passes over it, and so
 * over all that comes after it. What failed and is not due yet, or is parked, holds back its own subject alone. LIMIT 1
 * asks the index once for each subject; as a join it is a product with all that is open once statistics are old.
 */
export const SUBJECTS_SQL = `WITH due AS MATERIALIZED (${WINDOW_SQL}),
  heads AS MATERIALIZED (SELECT head.event_id
    FROM (SELECT subject FROM due GROUP BY subject ORDER BY min(next_at), min(seq)) AS of, LATERAL (
      SELECT first.event_id FROM outbox_deliveries first
      WHERE first.subscriber = $1 AND first.subject = of.subject AND first.delivered_at IS NULL ORDER BY first.seq LIMIT 1) AS head)
  SELECT d.subject, (SELECT count(*) FROM due) = ${WINDOW} AS crowded
  FROM heads JOIN outbox_deliveries d USING (event_id) WHERE ${STILL_DUE}
  LIMIT ${MAX_BATCH} FOR UPDATE OF d SKIP LOCKED`;

/**
 * The next events of these subjects, in order, as many of each as there is room for. Those behind the first were never
 * tried, so that their turn comes with it. The first of all goes however large; what nobody could take comes without payload.
 */
export const EVENTS_SQL = `WITH run AS MATERIALIZED (
    SELECT next.* FROM unnest($2::text[]) AS of (subject), LATERAL (
      SELECT d.event_id, d.last_error IS NOT NULL OR d.next_at > now() AS waited FROM outbox_deliveries d
      WHERE d.subscriber = $1 AND d.subject = of.subject AND d.delivered_at IS NULL ORDER BY d.seq LIMIT $3) AS next),
  sized AS (SELECT e.*, waited, octet_length(e.payload::text) AS size FROM run JOIN outbox_events e ON e.id = run.event_id),
  summed AS (SELECT *, sum(size) OVER (ORDER BY seq) AS total FROM sized)
  SELECT id, seq, type, subject_type, subject_id, actor_user_id, occurred_at, CASE WHEN size <= ${MAX_EVENT_BYTES} THEN payload END AS payload,
    waited, (SELECT count(*)::int FROM sized) AS found
  FROM summed WHERE total <= ${MAX_BATCH_BYTES} OR total = size ORDER BY seq`;

/**
 * Lets what stands behind an event that comes later, or is parked, come with it, so that it is not looked at again and
 * again: with a thousand such rows in front nothing else would be found, that event itself among it.
 */
export const WAIT_BEHIND_SQL = `WITH due AS MATERIALIZED (${WINDOW_SQL}),
  behind AS MATERIALIZED (SELECT due.event_id, CASE WHEN head.parked_at IS NULL THEN head.next_at ELSE 'infinity' END AS next_at
    FROM due, LATERAL (SELECT first.seq, first.next_at, first.parked_at FROM outbox_deliveries first
      WHERE first.subscriber = $1 AND first.subject = due.subject AND first.delivered_at IS NULL ORDER BY first.seq LIMIT 1) AS head
    WHERE head.seq < due.seq AND (head.parked_at IS NOT NULL OR head.next_at > due.next_at)),
  free AS MATERIALIZED (SELECT d.event_id, behind.next_at FROM behind JOIN outbox_deliveries d USING (event_id)
    WHERE ${STILL_DUE} FOR UPDATE OF d SKIP LOCKED)
  UPDATE outbox_deliveries d SET next_at = free.next_at FROM free WHERE d.event_id = free.event_id AND d.subscriber = $1`;

/** What waited behind an event of these subjects is due now. */
export const RELEASE_SQL = `UPDATE outbox_deliveries SET next_at = now()
  WHERE subscriber = $1 AND subject = ANY ($2) AND delivered_at IS NULL AND parked_at IS NULL AND next_at > now()`;

/** Whoever comes last finds that all have it; if two come at once, the tidying does. */
export const TAKEN_SQL = `WITH completed AS (UPDATE outbox_events e SET delivered_at = now() WHERE e.id = ANY ($2) AND e.delivered_at IS NULL
    AND (SELECT count(*) = count(d.delivered_at) FROM outbox_deliveries d WHERE d.event_id = e.id AND d.subscriber <> $1))
  UPDATE outbox_deliveries SET delivered_at = now(), last_error = NULL WHERE subscriber = $1 AND event_id = ANY ($2)`;

/** Twice as long after each refusal, less up to a half of it by chance, so that what failed together does not come back together. */
export const REFUSED_SQL = `UPDATE outbox_deliveries SET attempts = attempts + 1, last_error = $3,
    next_at = now() + make_interval(secs => least(${LONGEST_WAIT_S}, 2 ^ least(attempts, 20)) * $4::float8),
    parked_at = CASE WHEN attempts + 1 >= $5 THEN now() END
  WHERE subscriber = $1 AND event_id = $2`;

/** What passes by itself is no refusal: a subscriber without its database would have everything parked. */
export const LATER_SQL = `UPDATE outbox_deliveries SET last_error = $3, next_at = now() + make_interval(secs => 10 * $4::float8)
  WHERE subscriber = $1 AND event_id = $2`;

/** When something that waits for its time is due, in seconds; null when nothing does. In the transaction that looked for what was due before. */
export const NEXT_DUE_SQL = `SELECT extract(epoch FROM min(next_at) - now())::float8 AS seconds FROM outbox_deliveries
  WHERE subscriber = $1 AND delivered_at IS NULL AND parked_at IS NULL AND next_at > now() AND next_at < 'infinity'`;

/**
 * Those of the subscribers for whom something is left that is not parked, nor behind something parked. One look into the
 * index for each: so a relay that has nothing to tell opens no connection to find that out.
 */
export const LEFT_SQL = `SELECT of.subscriber FROM unnest($1::text[]) AS of (subscriber), LATERAL (
    SELECT FROM outbox_deliveries d WHERE d.subscriber = of.subscriber AND d.delivered_at IS NULL AND d.parked_at IS NULL AND d.next_at < 'infinity'
    ORDER BY d.next_at, d.seq LIMIT 1) AS first`;
