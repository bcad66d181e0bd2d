import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { Viewer } from '../access/viewer';
import type { ServiceName } from '../database/service';
import type { AsSystem } from '../database/system-database';
import { badInput } from '../errors/plat-error';
import { type InternalPath, internalPath } from '../graphql/internal-path';
import { cloudEvent, fromCloudEvent, type PlatEvent } from './cloud-event';
import { Events } from './events';
import { faultName } from './fault-name';
import { type EventPattern, matches } from './subscriptions';

/** What a handler may touch. */
export interface ConsumerContext {
  /** The transaction of the event, as the system: what the handler does is kept with the note that the event was seen. */
  readonly db: EntityManager;
  /** Records what follows from the event, in the name of whoever caused it. */
  readonly events: Events;
  readonly log: Logger;
}

/** Does what follows from an event. It is called once for each event that counts, in order for each subject; what it throws makes the event come again. */
export type EventHandler = (event: PlatEvent, context: ConsumerContext) => Promise<void>;

/**
 * Does what follows from all events of a transaction at once, as the last of it: for what would be slow one by one, or would
 * keep others waiting. What it throws makes the events come again one by one.
 */
export interface BatchHandler {
  /** @param events those that count, in their order, at least one */
  batch(events: readonly PlatEvent[], context: Pick<ConsumerContext, 'db' | 'log'>): Promise<void>;
}

/** By subscription, what is done in which order. */
export type Consumers = Readonly<Partial<Record<EventPattern, readonly (EventHandler | BatchHandler)[]>>>;

/** What became of an event. */
export const outcome = z.object({
  id: z.guid(),
  /** What kind of fault it was; none when the event was taken, now or before. */
  fault: z.string().optional(),
});
export type Outcome = z.output<typeof outcome>;

/** As many as a relay sends at once, at most. */
export const MAX_BATCH = 100;

const INBOX_SQL = 'INSERT INTO inbox_events (event_id, source) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id';

/** Takes events from the services that record them, each at most once in effect. */
export class Consumer {
  private readonly handlers: readonly (readonly [string, readonly (EventHandler | BatchHandler)[]])[];

  constructor(
    consumers: Consumers,
    private readonly asSystem: AsSystem,
    private readonly log: Logger,
  ) {
    this.handlers = Object.entries(consumers).map(([pattern, handlers]) => [pattern, handlers ?? []]);
  }

  /** @param batch in the order in which they are to be taken @returns an outcome for each */
  async accept(batch: readonly PlatEvent[]): Promise<Outcome[]> {
    try {
      await this.asSystem((db) => this.take(db, batch));
      return batch.map(({ id }) => ({ id }));
    } catch (error) {
      if (batch.length > 1) return this.oneByOne(batch);
      const [event] = batch as [PlatEvent];
      this.log.error({ err: error, event: event.id, type: event.type, source: event.source }, 'an event was not taken');
      return [{ id: event.id, fault: faultName(error) }];
    }
  }

  /** One transaction for all of them is the fast way; when one fails, it must not take the others with it. */
  private async oneByOne(batch: readonly PlatEvent[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const event of batch) outcomes.push(...(await this.accept([event])));
    return outcomes;
  }

  private async take(db: EntityManager, batch: readonly PlatEvent[]): Promise<void> {
    const taken: PlatEvent[] = [];
    for (const event of batch) {
      const isNew = (await db.query(INBOX_SQL, [event.id, event.source])).length === 1;
      if (!isNew) continue;
      taken.push(event);
      const { address, userAgent, session } = event.payload;
      const viewer = new Viewer({ userId: event.actorUserId ?? undefined, sessionId: session });
      const events = new Events({ db, viewer, origin: { requestId: `event ${event.id}`, address, userAgent } });
      for (const [pattern, handlers] of this.handlers) {
        if (!matches(pattern, event.type)) continue;
        for (const handle of handlers) if (typeof handle === 'function') await handle(event, { db, events, log: this.log });
      }
    }
    for (const [pattern, handlers] of this.handlers) {
      const meant = taken.filter(({ type }) => matches(pattern, type));
      if (meant.length === 0) continue;
      for (const handle of handlers) if (typeof handle !== 'function') await handle.batch(meant, { db, log: this.log });
    }
  }
}

/** The path at which a service takes events; each service tells its own alone. */
export const eventsPath = (consumer: Consumer): InternalPath =>
  internalPath({
    method: 'POST',
    callers: 'services',
    schema: z.array(cloudEvent).min(1).max(MAX_BATCH),
    answer: async (batch, { issuer }) => {
      const events = batch.map(fromCloudEvent);
      if (events.some(({ source }) => source !== (issuer as ServiceName))) throw badInput({ source: 'must be the caller' });
      return { outcomes: await consumer.accept(events) };
    },
  });
