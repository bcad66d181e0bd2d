import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { eventValues } from '../database/secret-column';
import type { RequestScope } from '../graphql/request-scope';
import type { EventPayload } from './cloud-event';
import { subscribersOf } from './subscriptions';
import { wakeWithCommit } from './wake';

/** What an event tells besides its subject: values before and after the change, by property, and references. */
export interface EventDetails {
  readonly before?: ObjectLiteral;
  /** All values of the subject when left out, as for something new. */
  readonly after?: ObjectLiteral;
  /** The exchange that the event belongs to, for its audit trail. */
  readonly exchangeId?: string;
  readonly [reference: string]: unknown;
}

/** The event, and that it is to be told to each subscriber: both are kept with the change, or neither is. */
const RECORD_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id, seq)
  INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
  SELECT event.id, subscriber, event.seq, $6 FROM event, unnest($7::text[]) AS subscriber`;

/** The same for many subjects of one type at once. $4: of each, its id and what is told of it, as JSON */
const RECORD_ALL_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload)
    SELECT $1, $2, id, $3, payload FROM jsonb_to_recordset($4::jsonb) AS told (id text, payload jsonb) RETURNING id, seq, subject_id)
  INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
  SELECT event.id, subscriber, event.seq, $2 || '/' || event.subject_id FROM event, unnest($5::text[]) AS subscriber`;

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
    const { db, viewer } = this.scope;
    const metadata = db.dataSource.getMetadata(subject.constructor);
    const payload = this.payloadOf(metadata, { subject, details });
    const subscribers = subscribersOf(type);
    wakeWithCommit(db, subscribers);
    await db.query(RECORD_SQL, [
      type,
      metadata.name,
      subject.id,
      viewer.identity.userId ?? null,
      payload,
      `${metadata.name}/${subject.id}`,
      subscribers,
    ]);
  }

  /** Records the same of many rows of one entity, in one statement; each is locked, as with {@link record}. */
  async recordAll(type: `${string}.${string}`, changed: readonly Changed[]): Promise<void> {
    const [first] = changed;
    if (!first) return;
    const { db, viewer } = this.scope;
    const metadata = db.dataSource.getMetadata(first.subject.constructor);
    const told = changed.map((one) => ({ id: one.subject.id, payload: this.payloadOf(metadata, one) }));
    const subscribers = subscribersOf(type);
    wakeWithCommit(db, subscribers);
    await db.query(RECORD_ALL_SQL, [type, metadata.name, viewer.identity.userId ?? null, JSON.stringify(told), subscribers]);
  }

  private payloadOf(metadata: EntityMetadata, { subject, details }: Changed): EventPayload {
    const { viewer, origin } = this.scope;
    const { before, after, ...references } = details;
    return {
      ...references,
      old: before && eventValues(metadata, before),
      new: eventValues(metadata, after ?? subject),
      session: viewer.identity.sessionId,
      accessToken: viewer.identity.tokenId,
      address: origin.address,
      userAgent: origin.userAgent,
    };
  }
}
