import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { SERVICES } from '../database/service';
import type { Events } from './events';
import { WAKE_SQL } from './wake';

const subscriber = z.enum(SERVICES);

export const parkedQuestion = z.object({
  subscriber: subscriber.nullish(),
  first: z.int().min(1).max(200),
  /** The `cursor` of the last one that was seen. */
  after: z.object({ parkedAt: z.iso.datetime({ precision: 6 }), eventId: z.guid(), subscriber }).nullish(),
});
export type ParkedQuestion = z.output<typeof parkedQuestion>;

const parkedEvent = z.object({
  eventId: z.guid(),
  subscriber,
  type: z.string(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  occurredAt: z.iso.datetime(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  /** To the microsecond, for the cursor. */
  parkedAt: z.iso.datetime(),
  waitingBehind: z.int(),
});
export type ParkedEvent = z.output<typeof parkedEvent>;

export const parkedAnswer = z.object({ totalCount: z.int(), events: z.array(parkedEvent), hasMore: z.boolean() });
export type ParkedAnswer = z.output<typeof parkedAnswer>;

export const backlogAnswer = z.object({
  backlog: z.array(
    z.object({
      subscriber,
      undelivered: z.int(),
      parked: z.int(),
      oldestAt: z.iso.datetime(),
      oldestAgeSeconds: z.number(),
    }),
  ),
});
export type BacklogAnswer = z.output<typeof backlogAnswer>;

/** What became of an admin's decision: the event as it was, or why nothing was done. */
export const decisionAnswer = z.union([z.object({ event: parkedEvent }), z.object({ refusal: z.enum(['ABSENT', 'NOT_PARKED']) })]);
export type DecisionAnswer = z.output<typeof decisionAnswer>;

export const parkedChoice = z.object({ eventId: z.guid(), subscriber });
export type ParkedChoice = z.output<typeof parkedChoice>;
export const skipChoice = parkedChoice.extend({ reason: z.string().min(1).max(1000) });

const TIME = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const PARKED = 'd.parked_at IS NOT NULL AND d.delivered_at IS NULL AND ($1::text IS NULL OR d.subscriber = $1)';
const WAITING = `(SELECT count(*)::int FROM outbox_deliveries later WHERE later.subscriber = d.subscriber AND later.subject = d.subject
    AND later.seq > d.seq AND later.delivered_at IS NULL)`;

const eventSql = (rest: string) => `SELECT d.event_id AS "eventId", d.subscriber, e.type, e.subject_type AS "subjectType",
    e.subject_id AS "subjectId", ${TIME('e.occurred_at')} AS "occurredAt", d.attempts, d.last_error AS "lastError",
    ${TIME('d.parked_at')} AS "parkedAt", ${WAITING} AS "waitingBehind"
  FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id ${rest}`;

const LIST_SQL = eventSql(`WHERE ${PARKED}
    AND ($2::timestamptz IS NULL OR (d.parked_at, d.event_id, d.subscriber) > ($2, $3::uuid, $4))
  ORDER BY d.parked_at, d.event_id, d.subscriber LIMIT $5`);

const BACKLOG_SQL = `SELECT d.subscriber, count(*)::int AS undelivered, count(d.parked_at)::int AS parked,
    ${TIME('min(e.occurred_at)')} AS "oldestAt", extract(epoch FROM now() - min(e.occurred_at))::float8 AS "oldestAgeSeconds"
  FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id WHERE d.delivered_at IS NULL GROUP BY d.subscriber ORDER BY d.subscriber`;

/** Of one that is parked; its row is locked, so that two admins decide one after another. */
const LOCK_SQL = `SELECT d.parked_at IS NOT NULL AND d.delivered_at IS NULL AS parked, d.subject FROM outbox_deliveries d
  WHERE d.event_id = $1 AND d.subscriber = $2 FOR UPDATE OF d`;

/** The events of this service that subscribers did not take, oldest first, some of them. */
export async function listParked(db: EntityManager, { subscriber, first, after }: ParkedQuestion): Promise<ParkedAnswer> {
  const found: ParkedEvent[] = await db.query(LIST_SQL, [
    subscriber ?? null,
    after?.parkedAt ?? null,
    after?.eventId ?? null,
    after?.subscriber ?? null,
    first + 1,
  ]);
  const [{ total }] = await db.query(`SELECT count(*)::int AS total FROM outbox_deliveries d WHERE ${PARKED}`, [subscriber ?? null]);
  return { totalCount: total, events: found.slice(0, first), hasMore: found.length > first };
}

/** How much of what happened here is still to be told to whom, parked events among it. */
export const readBacklog = async (db: EntityManager): Promise<BacklogAnswer> => ({ backlog: await db.query(BACKLOG_SQL) });

/** Has a parked event told again, with all its attempts before it, and what waited behind it after it. */
export async function redeliverParked(db: EntityManager, events: Events, choice: ParkedChoice): Promise<DecisionAnswer> {
  const found = await parked(db, choice);
  if ('refusal' in found) return found;
  await db.query('UPDATE outbox_deliveries SET parked_at = NULL, attempts = 0, next_at = now() WHERE event_id = $1 AND subscriber = $2', [
    choice.eventId,
    choice.subscriber,
  ]);
  await release(db, choice, found.subject);
  await events.recordOf(
    'parked_event.redelivered',
    { type: 'OutboxEvent', id: choice.eventId },
    { ...choice, lastError: found.event.lastError },
  );
  return { event: found.event };
}

/** Gives up a parked event: its subscriber never takes it, and what waited behind it goes on. */
export async function skipParked(db: EntityManager, events: Events, choice: z.output<typeof skipChoice>): Promise<DecisionAnswer> {
  const found = await parked(db, choice);
  if ('refusal' in found) return found;
  await db.query('UPDATE outbox_deliveries SET delivered_at = now(), skipped_reason = $3 WHERE event_id = $1 AND subscriber = $2', [
    choice.eventId,
    choice.subscriber,
    choice.reason,
  ]);
  await release(db, choice, found.subject);
  await events.recordOf(
    'parked_event.skipped',
    { type: 'OutboxEvent', id: choice.eventId },
    { ...choice, lastError: found.event.lastError },
  );
  return { event: found.event };
}

type Found = { readonly event: ParkedEvent; readonly subject: string } | Extract<DecisionAnswer, { refusal: unknown }>;

async function parked(db: EntityManager, { eventId, subscriber }: ParkedChoice): Promise<Found> {
  const [row] = await db.query(LOCK_SQL, [eventId, subscriber]);
  if (!row?.parked) return { refusal: row ? 'NOT_PARKED' : 'ABSENT' };
  const [event] = await db.query(eventSql('WHERE d.event_id = $1 AND d.subscriber = $2'), [eventId, subscriber]);
  return { event, subject: row.subject };
}

const release = async (db: EntityManager, { subscriber }: ParkedChoice, subject: string): Promise<void> => {
  await db.query(
    `UPDATE outbox_deliveries SET next_at = now() WHERE subscriber = $1 AND subject = $2 AND delivered_at IS NULL AND next_at > now()`,
    [subscriber, subject],
  );
  await db.query(WAKE_SQL, [subscriber]);
};
