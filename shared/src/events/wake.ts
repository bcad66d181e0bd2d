import type { EntityManager, QueryRunner } from 'typeorm';
import type { ServiceName } from '../database/service';

/** The task that tells a subscriber what it has not been told yet. */
export const DELIVER_EVENTS = 'events.deliver';

/**
 * One job a subscriber: a waiting one is put in place of another. In the order of their names, because each holds back
 * the same job of other transactions until this one ends.
 */
export const WAKE_SQL = `SELECT graphile_worker.enqueue_job('${DELIVER_EVENTS}', json_build_object('subscriber', subscriber), NULL,
  '${DELIVER_EVENTS}:' || subscriber) FROM (SELECT unnest($1::text[]) AS subscriber ORDER BY 1) AS subscribers`;

const waiting = new WeakMap<QueryRunner, Set<ServiceName>>();

/** Notes that the transaction at hand has something to tell; when it ends, delivery is woken with it. */
export function wakeWithCommit(db: EntityManager, subscribers: readonly ServiceName[]): void {
  const runner = db.queryRunner;
  if (!runner) throw new Error('Events are recorded in the transaction of the change.');
  waiting.set(runner, new Set([...(waiting.get(runner) ?? []), ...subscribers]));
}

/**
 * Leaves the jobs behind that wake delivery: the last statement before COMMIT, or other transactions would wait for this
 * one's rows as well as its jobs. @returns the subscribers, none when nothing was recorded
 */
export const wokenBy = (runner: QueryRunner): ServiceName[] => [...(waiting.get(runner) ?? [])];

/** Whether an event was recorded in a transaction so far: it changes something. Counters and look-ups record none. */
export const hasEvents = ({ queryRunner }: EntityManager): boolean => queryRunner !== undefined && waiting.has(queryRunner);
