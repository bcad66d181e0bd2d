import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ServiceClient } from '../access/service-client';
import { NOBODY } from '../access/viewer';
import { createDataSource, type DatabaseModel } from '../database/data-source';
import { Notices } from '../database/notices';
import { SERVICES, type ServiceName } from '../database/service';
import { createAsSystem } from '../database/system-database';
import type { InternalPaths } from '../graphql/internal-path';
import type { Jobs, Task } from '../jobs/job';
import { EVENTS_PATH, toCloudEvent } from './cloud-event';
import { CONNECTION_MS, Consumer, type Consumers, eventsPath, outcome } from './consumer';
import { Delivery, type Drained } from './delivery';
import { LEFT_SQL } from './delivery-sql';
import type { AtPoint } from './event-faults';
import { faultName } from './fault-name';
import { parkedPaths } from './parked.path';
import { relayPool } from './relay-pool';
import { patternsOf } from './subscriptions';
import { COMPLETE_LATE_SQL, PARK_OLD_SQL, PRUNE_SQL, RELEASE_AHEAD_SQL, RELEASE_LOST_SQL } from './tidy-sql';
import { EVENTS_CHANNEL } from './wake';

/** Forgets what all have taken long ago. */
const TIDY_EVENTS = 'events.tidy';
/** Consumers are not kept from their work by sign-ins and jobs, nor these by them. */
const CONSUMER_CONNECTIONS = 2;
const STOP_MS = 5_000;
/** How soon what a killed relay left behind, or a notice that got lost, is looked for. */
const LOOK_MS = 15_000;
/** After a fault of the relay itself, such as a database that does not answer. */
const FAULT_S = 2;

const SUBSCRIBERS: readonly ServiceName[] = SERVICES.filter((service) => patternsOf(service).length > 0);

const answer = z.object({ outcomes: z.array(outcome) });

export interface RelayParts {
  readonly service: ServiceName;
  readonly model: DatabaseModel;
  readonly systemUrl: string;
  readonly consumers: Consumers;
  readonly services: ServiceClient;
  readonly log: Logger;
  readonly at?: AtPoint;
  /** It does not listen, and tells only when a test lets it, which has a time limit of its own: a busy machine fails no test. */
  readonly isDriven?: boolean;
}

/** A service's part in the events of all: it tells its own, and takes those that it subscribes to. */
export class EventRelay {
  readonly internal: InternalPaths;
  readonly jobs: Jobs;
  private readonly stopping = new AbortController();
  private readonly timers = new Map<ServiceName, NodeJS.Timeout>();
  private readonly silent = new Set<ServiceName>();
  private readonly underWay = new Set<Promise<unknown>>();
  private notices: Notices | undefined;
  private looking: NodeJS.Timeout | undefined;

  private constructor(
    private readonly parts: RelayParts,
    private readonly source: DataSource,
    private readonly pool: Pool,
    consumer: Consumer,
    private readonly delivery: Delivery,
  ) {
    const tidy: Task = async (_, { asSystem }) => {
      for (const sql of [COMPLETE_LATE_SQL, RELEASE_LOST_SQL, RELEASE_AHEAD_SQL, PARK_OLD_SQL, ...PRUNE_SQL])
        await asSystem((db) => db.query(sql));
    };
    this.internal = { [EVENTS_PATH]: eventsPath(consumer), ...parkedPaths };
    this.jobs = { tasks: { [TIDY_EVENTS]: tidy }, schedule: [{ task: TIDY_EVENTS, at: '*/10 * * * *' }] };
  }

  static async start(parts: RelayParts): Promise<EventRelay> {
    const { service, model, systemUrl, consumers, services, log, at, isDriven } = parts;
    const source = createDataSource(systemUrl, model, CONSUMER_CONNECTIONS, `plat ${service} events`, CONNECTION_MS);
    await source.initialize();
    const pool = relayPool(systemUrl, SUBSCRIBERS.length, `plat ${service} relay`, isDriven ? 0 : undefined);
    const consumer = new Consumer(consumers, createAsSystem(source), log, at);
    const send = async (subscriber: ServiceName, events: Parameters<Consumer['accept']>[0]) =>
      subscriber === service
        ? consumer.accept(events)
        : (await services.call(subscriber, EVENTS_PATH, NOBODY, events.map(toCloudEvent), answer)).outcomes;
    return new EventRelay(parts, source, pool, consumer, new Delivery({ service, pool, send, log, at }));
  }

  /** Tells what is due, now and whenever a transaction that recorded something is committed, until it is stopped. */
  async listen(): Promise<void> {
    const { service, systemUrl, log } = this.parts;
    this.notices = new Notices(
      { url: systemUrl, channel: EVENTS_CHANNEL, name: `plat ${service} notices` },
      {
        connected: async () => undefined,
        noticed: async (ask, subscriber) => {
          // Asked even if no notice got lost: a connection that is dead without a word is given up by that.
          const left = subscriber === undefined ? await ask<{ subscriber: string }>(LEFT_SQL, [SUBSCRIBERS]) : [{ subscriber }];
          for (const one of SUBSCRIBERS) if (left.some((of) => of.subscriber === one)) this.wake(one);
        },
        lost: () => undefined, // what is recorded meanwhile is looked for when it is back
      },
      log,
    );
    await this.notices.start();
    this.looking = setInterval(() => void this.notices?.look(), LOOK_MS).unref();
  }

  /** Tells all that is due, for tests. @returns whether there was anything */
  async drain(): Promise<boolean> {
    const drained = await Promise.all(SUBSCRIBERS.map((one) => this.delivery.drain(one, this.stopping.signal)));
    return drained.some(({ told }) => told);
  }

  /** Takes no more; what is under way has five seconds to end, and comes again if it does not. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.looking);
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.notices?.stop();
    const grace = new AbortController();
    const ended = Promise.all([...this.underWay])
      .then(() => Promise.all([this.pool.end(), this.source.destroy()]))
      .finally(() => grace.abort());
    await Promise.race([ended, sleep(STOP_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
  }

  private wake(subscriber: ServiceName): void {
    if (this.stopping.signal.aborted || this.silent.has(subscriber)) return;
    clearTimeout(this.timers.get(subscriber));
    const work = this.tell(subscriber).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  private async tell(subscriber: ServiceName): Promise<void> {
    const { again, silent } = await this.delivery.drain(subscriber, this.stopping.signal).catch((error: unknown): Drained => {
      if (!this.stopping.signal.aborted) this.parts.log.error({ subscriber, fault: faultName(error) }, 'events could not be told');
      return { told: false, again: FAULT_S, silent: true };
    });
    if (again === undefined || this.stopping.signal.aborted) return;
    clearTimeout(this.timers.get(subscriber));
    if (silent) this.silent.add(subscriber);
    const due = () => {
      this.silent.delete(subscriber);
      this.wake(subscriber);
    };
    this.timers.set(subscriber, setTimeout(due, again * 1_000).unref());
  }
}
