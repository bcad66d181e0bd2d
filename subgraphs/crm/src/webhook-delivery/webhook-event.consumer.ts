import type { EventPayload } from '@plat/shared/events/cloud-event';
import type { EventHandler } from '@plat/shared/events/consumer';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import type { QueryRunner } from 'typeorm';
import { ADDRESS_WEBHOOKS } from './webhook-delivery.tasks';

/** The patterns that mean this type; an index on the patterns of webhooks finds them. */
export const patternsOf = (type: string): string[] => ['*', `${type.slice(0, type.indexOf('.'))}.*`, type];

/** Kept only where somebody asks for it: all that the five services do comes by here. */
const KEEP_SQL = `INSERT INTO webhook_events (event_id, type, subject_type, subject_id, occurred_at, changed, owner_id, due_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE EXISTS (SELECT FROM webhooks WHERE status = 'ACTIVE' AND event_types && $9::text[])
  ON CONFLICT DO NOTHING RETURNING event_id`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Null stands for no values as well. */
const valuesOf = ({ old, new: now }: EventPayload) => ({ old: old ?? {}, now: now ?? {} });

/** Which columns an event is about; a secret one is not even named. */
export const changedColumns = (payload: EventPayload): string[] => {
  const { old, now } = valuesOf(payload);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => old[name] !== '[redacted]' && now[name] !== '[redacted]')
    .sort();
};

/** Whose the subject is, as far as the event says so; the last owner, not one before. */
export const ownerOf = (payload: EventPayload): string | null => {
  const { old, now } = valuesOf(payload);
  for (const values of [now, old])
    for (const column of ['user_id', 'owner_user_id']) {
      const owner = values[column];
      if (typeof owner === 'string' && UUID.test(owner)) return owner;
    }
  return null;
};

const woken = new WeakSet<QueryRunner>();

/**
 * Keeps an event that some webhook asks for. Who gets it is found out afterwards: that takes longer than a consumer may,
 * and to ask other services. @param clock what time it is
 */
export const enqueueWebhooks =
  (clock: () => Date): EventHandler =>
  async ({ id, type, subjectType, subjectId, occurredAt, payload }, { db }) => {
    const values = [id, type, subjectType, subjectId, occurredAt, changedColumns(payload), ownerOf(payload), clock(), patternsOf(type)];
    const kept: unknown[] = await db.query(KEEP_SQL, values);
    const { queryRunner } = db;
    if (kept.length === 0 || !queryRunner || woken.has(queryRunner)) return;
    woken.add(queryRunner);
    // Without a key: a job of that key would be held by whoever has events at the same time, and they wait for each other elsewhere.
    await enqueueJob(db, ADDRESS_WEBHOOKS, {});
  };
