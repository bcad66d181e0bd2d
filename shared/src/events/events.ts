import type { EntityManager, EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm';
import { eventValues } from '../database/secret-column';
import type { RequestScope } from '../graphql/request-scope';
import { LIVE_CHANNEL, noticeText } from '../live/live-notice';
import type { EventPayload } from './cloud-event';
import { subscribersOf } from './subscriptions';
import { EVENTS_CHANNEL } from './wake';

/** What an event tells besides its subject: values before and after the change, by property, and references. */
export interface EventDetails {
  readonly before?: ObjectLiteral;
  /** All values of the subject when left out, as for something new. */
  readonly after?: ObjectLiteral;
  /** The exchange that the event belongs to, for its audit trail. */
  readonly exchangeId?: string;
  /** false for what somebody tried and did not get; true unless given. */
  readonly success?: boolean;
  /** Why not, in words that quote no value. */
  readonly error?: string;
  readonly [reference: string]: unknown;
}

/**
 * The event, and that it is to be told to each subscriber: both are kept with the change, or neither is. Its commit wakes
 * the relays, and tells the processes in whose subscriptions it may be news ($8, behind its number). A request may read back
 * the number of what it recorded and nothing else, hence $6.
 */
const RECORD_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id, seq),
  deliveries AS (INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
    SELECT event.id, subscriber, event.seq, $6 FROM event, unnest($7::text[]) AS subscriber)
  SELECT pg_notify('${EVENTS_CHANNEL}', subscriber) FROM unnest($7::text[]) AS subscriber
  UNION ALL SELECT pg_notify('${LIVE_CHANNEL}', seq || ' ' || $8::text) FROM event`;

/** The same for many subjects of one type at once, as the system. $4: of each, its id, what is told of it, and its notice, as JSON */
const RECORD_ALL_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload)
    SELECT $1, $2, id, $3, payload FROM jsonb_to_recordset($4::jsonb) AS told (id text, payload jsonb) RETURNING id, seq, subject_id),
  deliveries AS (INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
    SELECT event.id, subscriber, event.seq, $2 || '/' || event.subject_id FROM event, unnest($5::text[]) AS subscriber)
  SELECT pg_notify('${EVENTS_CHANNEL}', subscriber) FROM unnest($5::text[]) AS subscriber
  UNION ALL SELECT pg_notify('${LIVE_CHANNEL}', seq || ' ' || notice)
    FROM event JOIN jsonb_to_recordset($4::jsonb) AS told (id text, notice text) ON told.id = subject_id`;

const recording = new WeakSet<QueryRunner>();

/** Whether an event was recorded in a transaction so far: it changes something. Counters and look-ups record none. */
export const hasEvents = ({ queryRunner }: EntityManager): boolean => queryRunner !== undefined && recording.has(queryRunner);

/** Something that changed, and what is to be told of it. */
export interface Changed {
  readonly subject: ObjectLiteral & { readonly id: string };
  readonly details: EventDetails;
}

/** Records what happened, in the transaction in which it happens: both are kept, or neither is. */
export class Events {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer' | 'origin'>) {}

  /**
   * @param type noun and past verb: `property.created`
   * @param subject the entity that changed; its row is locked or new, so that events of one subject are in order
   */
  async record(type: `${string}.${string}`, subject: ObjectLiteral & { readonly id: string }, details: EventDetails = {}): Promise<void> {
    const metadata = this.scope.db.dataSource.getMetadata(subject.constructor);
    await this.writeOne(type, metadata.name, subject.id, this.payloadOf(valuesOf(metadata, { subject, details })));
  }

  /** Records what happened to something that is no entity of ours. */
  async recordOf(
    type: `${string}.${string}`,
    subject: { readonly type: string; readonly id: string },
    references: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.writeOne(type, subject.type, subject.id, this.payloadOf(references));
  }

  /** Records the same of many rows of one entity, in one statement of the system; each is locked, as with {@link record}. */
  async recordAll(type: `${string}.${string}`, changed: readonly Changed[]): Promise<void> {
    const [first] = changed;
    if (!first) return;
    const metadata = this.scope.db.dataSource.getMetadata(first.subject.constructor);
    const told = changed.map((one) => {
      const payload = this.payloadOf(valuesOf(metadata, one));
      return { id: one.subject.id, payload, notice: noticeText(type, one.subject.id, payload) };
    });
    const { db, actor } = this.transaction();
    await db.query(RECORD_ALL_SQL, [type, metadata.name, actor, JSON.stringify(told), subscribersOf(type)]);
  }

  private payloadOf(values: Readonly<Record<string, unknown>>): EventPayload {
    const { viewer, origin } = this.scope;
    return {
      ...values,
      session: viewer.identity.sessionId,
      accessToken: viewer.identity.tokenId,
      address: origin.address,
      userAgent: origin.userAgent,
    };
  }

  private async writeOne(type: string, subjectType: string, id: string, payload: EventPayload): Promise<void> {
    const { db, actor } = this.transaction();
    const notice = noticeText(type, id, payload);
    await db.query(RECORD_SQL, [type, subjectType, id, actor, payload, `${subjectType}/${id}`, subscribersOf(type), notice]);
  }

  /** @throws Error without a transaction */
  private transaction(): { readonly db: EntityManager; readonly actor: string | null } {
    const { db, viewer } = this.scope;
    if (!db.queryRunner) throw new Error('Events are recorded in the transaction of the change.');
    recording.add(db.queryRunner);
    return { db, actor: viewer.identity.userId ?? null };
  }
}

/** What is told of the values of a row, its secrets hidden. */
function valuesOf(metadata: EntityMetadata, { subject, details }: Changed): Record<string, unknown> {
  const { before, after, ...references } = details;
  return { ...references, old: before && eventValues(metadata, before), new: eventValues(metadata, after ?? subject) };
}
