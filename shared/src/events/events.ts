import type { ObjectLiteral } from 'typeorm';
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
  /** false for what somebody tried and did not get; true unless given. */
  readonly success?: boolean;
  /** Why not, in words that quote no value. */
  readonly error?: string;
  readonly [reference: string]: unknown;
}

/** The event, and that it is to be told to each subscriber: both are kept with the change, or neither is. */
const RECORD_SQL = `WITH event AS (
    INSERT INTO outbox_events (type, subject_type, subject_id, actor_user_id, payload) VALUES ($1, $2, $3, $4, $5) RETURNING id, seq)
  INSERT INTO outbox_deliveries (event_id, subscriber, seq, subject)
  SELECT event.id, subscriber, event.seq, $6 FROM event, unnest($7::text[]) AS subscriber`;

/** Records what happened, in the transaction in which it happens: both are kept, or neither is. */
export class Events {
  constructor(private readonly scope: Pick<RequestScope, 'db' | 'viewer' | 'origin'>) {}

  /**
   * @param type noun and past verb: `property.created`
   * @param subject the entity that changed; its row is locked or new, so that events of one subject are in order
   */
  async record(type: `${string}.${string}`, subject: ObjectLiteral & { readonly id: string }, details: EventDetails = {}): Promise<void> {
    const { db, viewer, origin } = this.scope;
    const metadata = db.dataSource.getMetadata(subject.constructor);
    const { before, after, ...references } = details;
    const payload: EventPayload = {
      ...references,
      old: before && eventValues(metadata, before),
      new: eventValues(metadata, after ?? subject),
      session: viewer.identity.sessionId,
      accessToken: viewer.identity.tokenId,
      address: origin.address,
      userAgent: origin.userAgent,
    };
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
}
