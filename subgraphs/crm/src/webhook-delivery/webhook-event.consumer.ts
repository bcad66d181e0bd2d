import type { EventPayload } from '@plat/shared/events/cloud-event';
import type { BatchHandler } from '@plat/shared/events/consumer';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { ADDRESS_WEBHOOKS } from './webhook-delivery.tasks';

/** The patterns that mean this type; an index on the patterns of webhooks finds them. */
export const patternsOf = (type: string): string[] => ['*', `${type.slice(0, type.indexOf('.'))}.*`, type];

/** Kept only where somebody asks for it: all that the five services do comes by here. */
const KEEP_SQL = `INSERT INTO webhook_events (event_id, type, subject_type, subject_id, occurred_at, changed, owner_id, due_at)
  SELECT e.id, e.type, e.subject_type, e.subject_id, e.occurred_at, e.changed, e.owner_id, $2
  FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, type text, subject_type text, subject_id text, occurred_at timestamptz,
    changed text[], owner_id uuid, patterns text[])
  WHERE EXISTS (SELECT FROM webhooks w WHERE w.status = 'ACTIVE' AND w.event_types && e.patterns)
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

/**
 * Keeps those of the events that some webhook asks for, all of a transaction by one statement. Who gets them is found out
 * afterwards: that takes longer than a consumer may, and to ask other services. @param clock what time it is
 */
export const enqueueWebhooks = (clock: () => Date): BatchHandler => ({
  batch: async (events, { db }) => {
    const rows = events.map(({ id, type, subjectType, subjectId, occurredAt, payload }) => ({
      id,
      type,
      subject_type: subjectType,
      subject_id: subjectId,
      occurred_at: occurredAt,
      changed: changedColumns(payload),
      owner_id: ownerOf(payload),
      patterns: patternsOf(type),
    }));
    const kept: unknown[] = await db.query(KEEP_SQL, [JSON.stringify(rows), clock()]);
    // Without a key: a job of that key would be held by whoever has events at the same time, and they wait for each other elsewhere.
    if (kept.length > 0) await enqueueJob(db, ADDRESS_WEBHOOKS, {});
  },
});
