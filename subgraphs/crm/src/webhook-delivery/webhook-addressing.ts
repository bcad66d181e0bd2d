import { Viewer } from '@plat/shared/access/viewer';
import type { AsSystem } from '@plat/shared/database/system-database';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { type EntityManager, In } from 'typeorm';
import { permissionsOfUsers } from '../session/permissions';
import { User } from '../user/user.entity';
import { SEND_WEBHOOKS } from './webhook-delivery.tasks';
import type { WebhookEvent } from './webhook-event.entity';
import { bodyOf } from './webhook-message';
import { WebhookOutcome } from './webhook-outcome';
import type { WebhookParts } from './webhook-sending';
import { knownEvents } from './webhook-sight';
import type { AskOwner } from './webhook-sight.owners';

const BATCH = 100;
/** Longer than it takes. While it lasts nobody else looks at the events; when whoever does is killed, somebody else will. */
const LEASE_MS = 60_000;

const LEASE_SQL = `WITH due AS MATERIALIZED (
    SELECT event_id FROM webhook_events WHERE due_at <= $1 ORDER BY due_at, received_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
  ), leased AS (UPDATE webhook_events e SET due_at = $2 FROM due WHERE e.event_id = due.event_id
    RETURNING e.event_id AS "eventId", e.type, e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.occurred_at AS "occurredAt",
      e.changed, e.owner_id AS "ownerId", e.received_at AS "receivedAt")
  SELECT * FROM leased ORDER BY "receivedAt"`;

/** What nobody could say about is looked at again so much later, for a day; then the webhooks do without. */
const LATER_MS = 30_000;
const GIVEN_UP_MS = 24 * 3_600_000;
/** Messages that wait for a partner that takes none: then its webhook rests. */
const MOST_WAITING = 10_000;

const LATER_SQL = 'UPDATE webhook_events SET due_at = $2 WHERE event_id = ANY ($1)';

/** Webhooks whose server takes nothing, and for which too much waits. */
const CROWDED_SQL = `SELECT w.id FROM webhooks w WHERE w.id = ANY ($1) AND w.status = 'ACTIVE' AND w.failing_since IS NOT NULL
  AND (SELECT count(*) FROM (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.status = 'PENDING'
    LIMIT ${MOST_WAITING + 1}) AS waiting) > ${MOST_WAITING}`;

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
  private readonly outcome: WebhookOutcome;

  constructor(
    private readonly parts: Pick<WebhookParts, 'mailer' | 'clock' | 'random'>,
    private readonly asSystem: AsSystem,
    private readonly ask: AskOwner,
  ) {
    this.outcome = new WebhookOutcome(parts, asSystem);
  }

  /** Until none is left. What fails leaves its events to be looked at again, a minute later. */
  async drain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.batch()) === BATCH) {}
  }

  /** @returns how many events there were */
  private async batch(): Promise<number> {
    const now = this.parts.clock();
    const events: LeasedEvent[] = await this.asSystem((db) => db.query(LEASE_SQL, [now, new Date(now.getTime() + LEASE_MS)]));
    if (events.length === 0) return 0;
    const ids = events.map(({ eventId }) => eventId);
    const [asking, viewers] = await this.asSystem(async (db) => {
      const asking: Asking[] = await db.query(ASKING_SQL, [ids]);
      return [asking, await viewersOf(db, [...new Set(asking.map(({ userId }) => userId))])] as const;
    });
    const { pairs, undecided } = await this.allowed(events, asking, viewers);
    await this.asSystem((db) => this.keep(db, events, pairs, undecided));
    const crowded: { id: string }[] = await this.asSystem((db) => db.query(CROWDED_SQL, [pairs.map(({ webhookId }) => webhookId)]));
    for (const { id } of crowded) await this.outcome.overflow(id);
    return events.length;
  }

  /** No transaction is open while another service is asked. */
  private async allowed(events: readonly LeasedEvent[], asking: readonly Asking[], viewers: readonly Viewer[]): Promise<Allowed> {
    const pairs: Asking[] = [];
    const open = new Set<string>();
    for (const viewer of viewers) {
      const own = asking.filter(({ userId }) => userId === viewer.userId);
      const asked = new Set(own.map(({ eventId }) => eventId));
      const { known, undecided } = await knownEvents(
        this.asSystem,
        viewer,
        events.filter(({ eventId }) => asked.has(eventId)),
        this.ask,
      );
      pairs.push(...own.filter(({ eventId }) => known.has(eventId)));
      for (const eventId of undecided) open.add(eventId);
    }
    return { pairs, undecided: open };
  }

  /** A message for each. Of what is undecided, those that are decided are sent now, and not again. */
  private async keep(db: EntityManager, events: readonly LeasedEvent[], pairs: readonly Asking[], undecided: ReadonlySet<string>) {
    const now = this.parts.clock();
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
      now,
    ]);
    const isOpen = ({ eventId, receivedAt }: LeasedEvent) => undecided.has(eventId) && now.getTime() - receivedAt.getTime() < GIVEN_UP_MS;
    const open = events.filter(isOpen).map(({ eventId }) => eventId);
    if (open.length > 0) await db.query(LATER_SQL, [open, new Date(now.getTime() + LATER_MS)]);
    const done = events.filter((event) => !isOpen(event)).map(({ eventId }) => eventId);
    await db.query('DELETE FROM webhook_events WHERE event_id = ANY ($1)', [done]);
    if (pairs.length > 0) await enqueueJob(db, SEND_WEBHOOKS, {});
  }
}

interface Allowed {
  readonly pairs: readonly Asking[];
  readonly undecided: ReadonlySet<string>;
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
