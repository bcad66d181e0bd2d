/** An event is told by itself for so long, and kept for so long after all have it. */
const OUTBOX_DAYS = 30;
/** Twice as long, so that an event which comes again is known: clocks would have to differ by a month. */
const INBOX_DAYS = 60;
/** At once; the rest has its turn ten minutes later. */
const MAX_ROWS = 10_000;

/** When the last two subscribers took an event at the same moment, neither saw that it was the last. */
export const COMPLETE_LATE_SQL = `UPDATE outbox_events e SET delivered_at = now()
  WHERE e.id IN (SELECT o.id FROM outbox_events o WHERE o.delivered_at IS NULL AND o.occurred_at < now() - interval '1 minute'
    AND NOT EXISTS (SELECT FROM outbox_deliveries d WHERE d.event_id = o.id AND d.delivered_at IS NULL)
    ORDER BY o.occurred_at LIMIT ${MAX_ROWS} FOR UPDATE SKIP LOCKED)`;

/** Nobody knows any more whether a subscriber that was silent for so long has taken it: an admin decides. */
export const PARK_OLD_SQL = `UPDATE outbox_deliveries SET parked_at = now(), last_error = 'TOO_OLD'
  WHERE (event_id, subscriber) IN (SELECT event_id, subscriber FROM outbox_deliveries
    WHERE delivered_at IS NULL AND parked_at IS NULL AND next_at < now() - interval '${OUTBOX_DAYS} days'
    LIMIT ${MAX_ROWS} FOR UPDATE SKIP LOCKED)`;

/** What was put behind a parked event in the moment in which an admin decided about that one: nothing else would ever look at it. */
export const RELEASE_LOST_SQL = `UPDATE outbox_deliveries SET next_at = now()
  WHERE (event_id, subscriber) IN (SELECT w.event_id, w.subscriber FROM outbox_deliveries w
    WHERE w.delivered_at IS NULL AND w.parked_at IS NULL AND w.next_at = 'infinity'
      AND NOT EXISTS (SELECT FROM outbox_deliveries p WHERE p.subscriber = w.subscriber AND p.subject = w.subject AND p.seq < w.seq
        AND p.delivered_at IS NULL AND p.parked_at IS NOT NULL)
    LIMIT ${MAX_ROWS} FOR UPDATE OF w SKIP LOCKED)`;

/** Nothing waits for so long by itself: the clock of the database was ahead when it was recorded or refused, and has been set back. */
export const RELEASE_AHEAD_SQL = `UPDATE outbox_deliveries SET next_at = now()
  WHERE (event_id, subscriber) IN (SELECT event_id, subscriber FROM outbox_deliveries
    WHERE delivered_at IS NULL AND parked_at IS NULL AND next_at > now() + interval '10 minutes' AND next_at < 'infinity'
    LIMIT ${MAX_ROWS} FOR UPDATE SKIP LOCKED)`;

export const PRUNE_SQL: readonly string[] = [
  `DELETE FROM outbox_events WHERE id IN (SELECT id FROM outbox_events
    WHERE occurred_at < now() - interval '${OUTBOX_DAYS} days' AND delivered_at < now() - interval '${OUTBOX_DAYS} days' LIMIT ${MAX_ROWS})`,
  `DELETE FROM inbox_events WHERE event_id IN (SELECT event_id FROM inbox_events
    WHERE received_at < now() - interval '${INBOX_DAYS} days' LIMIT ${MAX_ROWS})`,
];
