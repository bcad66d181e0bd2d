import { Viewer } from '@plat/shared/access/viewer';
import type { AsSystem } from '@plat/shared/database/system-database';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { type EntityManager, In } from 'typeorm';
import { permissionsOfUsers } from '../session/permissions';
import { User } from '../user/user.entity';
import { SEND_WEBHOOKS } from './webhook-delivery.tasks';
import type { WebhookEvent } from './webhook-event.entity';
import { bodyOf } from './webhook-message';
import { knownEvents } from './webhook-sight';

const BATCH = 100;
/** Longer than it takes. While it lasts nobody else looks at the events; when whoever does is killed, somebody else will. */
const LEASE_MS = 60_000;

const LEASE_SQL = `WITH due AS MATERIALIZED (
    SELECT event_id FROM webhook_events WHERE due_at <= $1 ORDER BY due_at, received_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
  ), leased AS (UPDATE webhook_events e SET due_at = $2 FROM due WHERE e.event_id = due.event_id
    RETURNING e.event_id AS "eventId", e.type, e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.occurred_at AS "occurredAt",
      e.changed, e.owner_id AS "ownerId", e.received_at AS "receivedAt")
  SELECT * FROM leased ORDER BY "receivedAt"`;

/** For each event, the webhooks that ask for it. */
const ASKING_SQL = `SELECT e.event_id AS "eventId", w.id AS "webhookId", w.user_id AS "userId" FROM webhook_events e
  JOIN webhooks w ON w.status = 'ACTIVE' AND w.event_types && ARRAY['*', split_part(e.type, '.', 1) || '.*', e.type::text]
  WHERE e.event_id = ANY ($1)`;

/** A webhook that was disabled meanwhile gets none, and one that has a message from before no second one. */
const DELIVER_SQL = `INSERT INTO webhook_deliveries (webhook_id, user_id, event_id, type, body, occurred_at, queued_at, next_attempt_at, created_at)
  SELECT w.id, w.user_id, m.event_id, m.type, m.body, m.occurred_at, $6, $6, $6
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) AS m(webhook_id, event_id, type, body, occurred_at)
  JOIN webhooks w ON w.id = m.webhook_id AND w.status = 'ACTIVE'
  ON CONFLICT ON CONSTRAINT webhook_deliveries_webhook_id_event_id_key DO NOTHING`;

interface Asking {
  readonly eventId: string;
  readonly webhookId: string;
  readonly userId: string;
}

type LeasedEvent = Omit<WebhookEvent, 'dueAt'>;

/** Finds out which webhooks get the events that came: those that ask for it, and whose owner may know of it at this moment. */
export class WebhookAddressing {
  constructor(
    private readonly asSystem: AsSystem,
    private readonly clock: () => Date,
  ) {}

  /** Until none is left. What fails leaves its events to be looked at again, a minute later. */
  async drain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.batch()) === BATCH) {}
  }

  /** @returns how many events there were */
  private async batch(): Promise<number> {
    const now = this.clock();
    const events: LeasedEvent[] = await this.asSystem((db) => db.query(LEASE_SQL, [now, new Date(now.getTime() + LEASE_MS)]));
    if (events.length === 0) return 0;
    const ids = events.map(({ eventId }) => eventId);
    const pairs = await this.asSystem(async (db) => this.allowed(db, events, await db.query(ASKING_SQL, [ids])));
    await this.asSystem((db) => this.keep(db, events, pairs));
    return events.length;
  }

  private async allowed(db: EntityManager, events: readonly LeasedEvent[], asking: readonly Asking[]): Promise<Asking[]> {
    const viewers = await viewersOf(db, [...new Set(asking.map(({ userId }) => userId))]);
    const allowed: Asking[] = [];
    for (const viewer of viewers) {
      const own = asking.filter(({ userId }) => userId === viewer.userId);
      const asked = new Set(own.map(({ eventId }) => eventId));
      const known = await knownEvents(
        db,
        viewer,
        events.filter(({ eventId }) => asked.has(eventId)),
      );
      allowed.push(...own.filter(({ eventId }) => known.has(eventId)));
    }
    return allowed;
  }

  /** A message for each. */
  private async keep(db: EntityManager, events: readonly LeasedEvent[], pairs: readonly Asking[]): Promise<void> {
    const messages = pairs.flatMap(({ eventId, webhookId }) => {
      const event = events.find((one) => one.eventId === eventId);
      return event ? [{ ...event, webhookId, body: messageOf(event) }] : [];
    });
    await db.query(DELIVER_SQL, [
      messages.map(({ webhookId }) => webhookId),
      messages.map(({ eventId }) => eventId),
      messages.map(({ type }) => type),
      messages.map(({ body }) => body),
      messages.map(({ occurredAt }) => occurredAt),
      this.clock(),
    ]);
    await db.query('DELETE FROM webhook_events WHERE event_id = ANY ($1)', [events.map(({ eventId }) => eventId)]);
    if (pairs.length > 0) await enqueueJob(db, SEND_WEBHOOKS, {});
  }
}

const messageOf = ({ eventId: id, type, occurredAt: timestamp, subjectType, subjectId, changed }: LeasedEvent): string =>
  bodyOf({ id, type, timestamp, subject: { type: subjectType, id: subjectId }, changed });

/** Users with the rights that they have now, as if they asked; none for those who were shut out. */
async function viewersOf(db: EntityManager, ids: readonly string[]): Promise<Viewer[]> {
  const users = ids.length ? await db.findBy(User, { id: In([...ids]), isActive: true }) : [];
  const permissions = await permissionsOfUsers(db, ids);
  return users.map(
    ({ id, role, contactId, clientId }) =>
      new Viewer({
        userId: id,
        role,
        contactId: contactId ?? undefined,
        clientId: clientId ?? undefined,
        permissions: permissions.filter(({ key }) => key === id).map(({ value }) => value),
      }),
  );
}
