import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { ServiceName } from '../database/service';
import type { PlatEvent } from './cloud-event';
import { MAX_BATCH, type Outcome } from './consumer';
import { faultName } from './fault-name';
import { DELIVER_EVENTS } from './wake';

/** Refusals after which an event waits for an admin; with the waits between them, about a quarter of an hour. */
const MAX_ATTEMPTS = 10;
const LONGEST_WAIT_S = 300;
/** How soon a subscriber that does not answer is asked again, at most. */
const LONGEST_SILENCE_S = 60;

/**
 * The next event of each subject that the subscriber has not taken, each locked for this relay: another one passes over
 * it, and over what comes after it. What failed and is not due yet, or is parked, holds back its own subject alone.
 */
const NEXT_SQL = `SELECT e.id, e.seq, e.type, e.subject_type, e.subject_id, e.actor_user_id, e.occurred_at, e.payload
  FROM outbox_deliveries d JOIN outbox_events e ON e.id = d.event_id
  WHERE d.subscriber = $1 AND d.delivered_at IS NULL AND d.parked_at IS NULL AND d.next_at <= now() AND NOT EXISTS (
    SELECT FROM outbox_deliveries earlier WHERE earlier.subscriber = d.subscriber AND earlier.subject = d.subject
      AND earlier.seq < d.seq AND earlier.delivered_at IS NULL)
  ORDER BY d.seq LIMIT ${MAX_BATCH} FOR UPDATE OF d SKIP LOCKED`;

const TAKEN_SQL = 'UPDATE outbox_deliveries SET delivered_at = now(), last_error = NULL WHERE subscriber = $1 AND event_id = ANY ($2)';

/** Whoever comes last finds that all have it; if two come at once, the hourly tidying does. */
const COMPLETE_SQL = `UPDATE outbox_events e SET delivered_at = now() WHERE e.id = ANY ($1) AND e.delivered_at IS NULL
  AND NOT EXISTS (SELECT FROM outbox_deliveries d WHERE d.event_id = e.id AND d.delivered_at IS NULL)`;

/** Twice as long after each refusal, less up to a half of it by chance, so that what failed together does not come back together. */
const REFUSED_SQL = `UPDATE outbox_deliveries SET attempts = attempts + 1, last_error = $3,
    next_at = now() + make_interval(secs => least(${LONGEST_WAIT_S}, 2 ^ least(attempts, 20)) * $4::float8),
    parked_at = CASE WHEN attempts + 1 >= ${MAX_ATTEMPTS} THEN now() END
  WHERE subscriber = $1 AND event_id = $2`;

const LATER_SQL = `SELECT graphile_worker.add_job('${DELIVER_EVENTS}', json_build_object('subscriber', $1::text),
  run_at => now() + make_interval(secs => $2::float8), job_key => '${DELIVER_EVENTS}:' || $1::text || ':later')`;

const DUE_SQL = `SELECT extract(epoch FROM min(next_at) - now())::float8 AS seconds FROM outbox_deliveries
  WHERE subscriber = $1 AND delivered_at IS NULL AND parked_at IS NULL AND attempts > 0`;

interface Row {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly subject_type: string;
  readonly subject_id: string | null;
  readonly actor_user_id: string | null;
  readonly occurred_at: Date;
  readonly payload: PlatEvent['payload'];
}

/** What a relay works with. */
export interface DeliveryParts {
  readonly service: ServiceName;
  /** Connections of the system; each delivery under way has one, for as long as the subscriber takes to answer. */
  readonly pool: Pool;
  /** Gives events to a subscriber. @throws when it does not answer */
  readonly send: (subscriber: ServiceName, events: readonly PlatEvent[]) => Promise<readonly Outcome[]>;
  readonly log: Logger;
  /** From 0 to 1, by chance. */
  readonly random?: () => number;
}

/**
 * Tells subscribers what happened here, at least once, and in order for each subject. Any number of replicas may do so at
 * once: each batch is locked until its subscriber has answered, and free again when its relay dies.
 */
export class Delivery {
  private readonly underWay = new Map<ServiceName, { again: boolean }>();
  private readonly silences = new Map<ServiceName, number>();

  constructor(private readonly parts: DeliveryParts) {}

  /** Tells one subscriber all that is due. A second call meanwhile makes the first one look again. */
  async drain(subscriber: ServiceName, signal: AbortSignal): Promise<void> {
    const other = this.underWay.get(subscriber);
    if (other) {
      other.again = true;
      return;
    }
    const run = { again: true };
    this.underWay.set(subscriber, run);
    try {
      while (run.again && !signal.aborted) {
        run.again = false;
        while (!signal.aborted && (await this.batch(subscriber))) {}
      }
    } finally {
      this.underWay.delete(subscriber);
    }
  }

  /** @returns whether there may be more */
  private async batch(subscriber: ServiceName): Promise<boolean> {
    const { pool } = this.parts;
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<Row>(NEXT_SQL, [subscriber]);
      const more = rows.length > 0 && (await this.tell(client, subscriber, rows));
      await client.query('COMMIT');
      return more;
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async tell(client: PoolClient, subscriber: ServiceName, rows: readonly Row[]): Promise<boolean> {
    const outcomes = await this.send(subscriber, rows);
    if (!outcomes) {
      await client.query(LATER_SQL, [subscriber, this.silence(subscriber)]);
      return false;
    }
    this.silences.delete(subscriber);
    const refused = outcomes.filter(({ fault }) => fault !== undefined);
    const taken = outcomes.filter(({ fault }) => fault === undefined).map(({ id }) => id);
    await client.query(TAKEN_SQL, [subscriber, taken]);
    await client.query(COMPLETE_SQL, [taken]);
    for (const { id, fault } of refused) await client.query(REFUSED_SQL, [subscriber, id, fault, 1 - this.chance() / 2]);
    if (refused.length > 0) {
      const { rows: due } = await client.query<{ seconds: number | null }>(DUE_SQL, [subscriber]);
      if (due[0]?.seconds != null) await client.query(LATER_SQL, [subscriber, Math.max(0, due[0].seconds)]);
    }
    return taken.length > 0;
  }

  private async send(subscriber: ServiceName, rows: readonly Row[]): Promise<readonly Outcome[] | undefined> {
    const { service: source, send, log } = this.parts;
    const events = rows.map((row): PlatEvent => ({ ...eventOf(row), source }));
    try {
      const outcomes = await send(subscriber, events);
      const known = new Set(events.map(({ id }) => id));
      return outcomes.filter(({ id }) => known.has(id));
    } catch (error) {
      log.warn({ subscriber, fault: faultName(error) }, 'a subscriber does not take events');
      return undefined;
    }
  }

  /** Seconds until a subscriber that does not answer is asked again: longer each time. Its events have done nothing wrong. */
  private silence(subscriber: ServiceName): number {
    const times = (this.silences.get(subscriber) ?? 0) + 1;
    this.silences.set(subscriber, times);
    return Math.min(LONGEST_SILENCE_S, 2 ** Math.min(times - 1, 10)) * (1 - this.chance() / 2);
  }

  private chance(): number {
    return (this.parts.random ?? Math.random)();
  }
}

const eventOf = (row: Row): Omit<PlatEvent, 'source'> => ({
  id: row.id,
  seq: row.seq,
  type: row.type,
  subjectType: row.subject_type,
  subjectId: row.subject_id,
  actorUserId: row.actor_user_id,
  occurredAt: row.occurred_at,
  payload: row.payload,
});
