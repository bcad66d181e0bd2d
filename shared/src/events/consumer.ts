import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { Viewer } from '../access/viewer';
import type { AsSystem } from '../database/system-database';
import { badInput } from '../errors/plat-error';
import { type InternalPath, internalPath } from '../graphql/internal-path';
import { cloudEvent, fromCloudEvent, type PlatEvent } from './cloud-event';
import type { AtPoint } from './event-faults';
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
  /** It was not taken and is to come again, which says nothing against it; without a fault it was not even tried. */
  later: z.boolean().optional(),
});
export type Outcome = z.output<typeof outcome>;

/** As many as a relay sends at once, at most. */
export const MAX_BATCH = 100;

/** All of it is within the ten seconds for which a relay waits: a connection, a batch, then what of it can be had one by one. */
export const CONNECTION_MS = 2_000;
const BATCH_MS = 1_500;
const APART_MS = 4_000;
const STATEMENT_MS = { batch: 2_000, alone: 4_000 };

/** Waits for another transaction that takes the same event, and then knows it. */
const INBOX_SQL = `INSERT INTO inbox_events (event_id, source) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING
  RETURNING event_id AS id`;

/** Another transaction has what this one needs, or there is no database: it passes. A statement that takes too long alone does not. */
const PASSING = /^(40001|40P01|55P03|08...|53...|57P0.|25P0[34]|ECONN.*|EPIPE|ETIMEDOUT|UNAVAILABLE|RATE_LIMITED)$/;

class Overdue extends Error {}

/** Takes events from the services that record them, each at most once in effect. */
export class Consumer {
  private readonly handlers: readonly (readonly [string, readonly (EventHandler | BatchHandler)[]])[];

  constructor(
    consumers: Consumers,
    private readonly asSystem: AsSystem,
    private readonly log: Logger,
    private readonly at: AtPoint = () => undefined,
  ) {
    this.handlers = Object.entries(consumers).map(([pattern, handlers]) => [pattern, handlers ?? []]);
  }

  /**
   * @param batch in the order in which they are to be taken
   * @returns an outcome for each; behind an event that is not taken those of its subject are not tried
   */
  async accept(batch: readonly PlatEvent[]): Promise<Outcome[]> {
    const end = performance.now() + APART_MS;
    const fault = await this.attempt(batch, 'batch');
    // Without a connection all others are busy: to ask for a hundred more would keep them so.
    if (fault && !fault.began) return batch.map(({ id }) => ({ id, later: true }));
    // One transaction for all of them is the fast way; when one fails, it must not take the others with it.
    const outcomes: Outcome[] = fault ? await this.oneByOne(batch, end) : batch.map(({ id }) => ({ id }));
    await this.at(
      'effected',
      outcomes.filter(({ fault, later }) => !fault && !later).map(({ id }) => id),
    );
    return outcomes;
  }

  private async oneByOne(batch: readonly PlatEvent[], end: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const held = new Set<string>();
    for (const event of batch) {
      const { id } = event;
      const subject = `${event.subjectType}/${event.subjectId ?? id}`;
      const isTried = !held.has(subject) && performance.now() < end;
      const failed = isTried ? await this.attempt([event], 'alone') : undefined;
      if (isTried && !failed) outcomes.push({ id });
      else {
        held.add(subject);
        const { fault, later } = failed ?? { later: true };
        outcomes.push({ id, ...(fault && { fault }), ...(later && { later }) });
      }
    }
    return outcomes;
  }

  /** @returns what kept the events from being taken, all of them; `began` unless there was no connection to be had */
  private async attempt(
    batch: readonly PlatEvent[],
    limit: keyof typeof STATEMENT_MS,
  ): Promise<{ readonly fault: string; readonly later?: true; readonly began: boolean } | undefined> {
    let cause: unknown;
    let began = false;
    try {
      await this.asSystem(async (db) => {
        began = true;
        try {
          await db.query(`SET LOCAL statement_timeout = ${STATEMENT_MS[limit]}`);
          await this.take(db, batch, limit === 'batch' ? performance.now() + BATCH_MS : Number.POSITIVE_INFINITY);
        } catch (error) {
          cause = error; // as the database said it, before it is translated for clients
          throw error;
        }
      });
      return undefined;
    } catch (error) {
      const fault = faultName((cause as { driverError?: unknown } | undefined)?.driverError ?? cause ?? error);
      const later = PASSING.test(fault);
      const [first] = batch;
      if (limit === 'alone')
        this.log.error({ err: error, event: first?.id, type: first?.type, source: first?.source }, 'an event was not taken');
      return { fault, ...(later && { later }), began };
    }
  }

  private async take(db: EntityManager, batch: readonly PlatEvent[], end: number): Promise<void> {
    const inbox: { id: string }[] = await db.query(INBOX_SQL, [batch.map(({ id }) => id), batch.map(({ source }) => source)]);
    const fresh = new Set(inbox.map(({ id }) => id));
    const taken: PlatEvent[] = [];
    for (const event of batch) {
      if (performance.now() > end) throw new Overdue('the batch takes too long');
      if (!fresh.delete(event.id)) continue;
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

/** What a relay sends; each event is looked at by itself, so that one of a form that is not known here refuses itself alone. */
const sentEvents = z
  .array(z.looseObject({ id: z.guid(), source: z.string() }))
  .min(1)
  .max(MAX_BATCH);

/** The path at which a service takes events; each service tells its own alone. */
export const eventsPath = (consumer: Consumer): InternalPath =>
  internalPath({
    method: 'POST',
    callers: 'services',
    schema: sentEvents,
    answer: async (batch, { issuer }) => {
      if (batch.some(({ source }) => source !== `/plat/${issuer}`)) throw badInput({ source: 'must be the caller' });
      const read = batch.map((sent) => ({ id: sent.id, event: cloudEvent.safeParse(sent).data }));
      const events = read.flatMap(({ event }) => (event ? [fromCloudEvent(event)] : []));
      const unknown = read.filter(({ event }) => !event).map(({ id }) => ({ id, fault: 'UNKNOWN_FORM' }));
      return { outcomes: [...unknown, ...(events.length > 0 ? await consumer.accept(events) : [])] };
    },
  });
