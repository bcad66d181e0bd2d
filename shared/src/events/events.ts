import type { EntityManager, ObjectLiteral, QueryRunner } from 'typeorm';
import { eventValues } from '../database/secret-column';
import type { RequestScope } from '../graphql/request-scope';
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

/** The event, and that it is to be told to each subscriber: both are kept with the change, or neither is. Its commit wakes the relays. */
const RECORD_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id, seq),
  deliveries AS (INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
    SELECT event.id, subscriber, event.seq, $6 FROM event, unnest($7::text[]) AS subscriber)
  SELECT pg_notify('${EVENTS_CHANNEL}', subscriber) FROM unnest($7::text[]) AS subscriber`;

const recording = new WeakSet<QueryRunner>();

/** Whether an event was recorded in a transaction so far: it changes something. Counters and look-ups record none. */
export const hasEvents = ({ queryRunner }: EntityManager): boolean => queryRunner !== undefined && recording.has(queryRunner);

/** Records what happened, in the transaction in which it happens: both are kept, or neither is. */
export class Events {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer' | 'origin'>) {}

  /**
   * @param type noun and past verb: `property.created`
   * @param subject the entity that changed; its row is locked or new, so that events of one subject are in order
   */
  async record(type: `${string}.${string}`, subject: ObjectLiteral & { readonly id: string }, details: EventDetails = {}): Promise<void> {
    const metadata = this.scope.db.dataSource.getMetadata(subject.constructor);
    const { before, after, ...references } = details;
    await this.write(type, metadata.name, subject.id, {
      ...references,
      old: before && eventValues(metadata, before),
      new: eventValues(metadata, after ?? subject),
    });
  }

  /** Records what happened to something that is no entity of ours. */
  async recordOf(
    type: `${string}.${string}`,
    subject: { readonly type: string; readonly id: string },
    references: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.write(type, subject.type, subject.id, references);
  }

  private async write(type: string, subjectType: string, subjectId: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const { db, viewer, origin } = this.scope;
    if (!db.queryRunner) throw new Error('Events are recorded in the transaction of the change.');
    recording.add(db.queryRunner);
    const payload: EventPayload = {
      ...values,
      session: viewer.identity.sessionId,
      accessToken: viewer.identity.tokenId,
      address: origin.address,
      userAgent: origin.userAgent,
    };
    const subject = `${subjectType}/${subjectId}`;
    await db.query(RECORD_SQL, [type, subjectType, subjectId, viewer.identity.userId ?? null, payload, subject, subscribersOf(type)]);
  }
}
