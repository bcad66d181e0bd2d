import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ServiceClient } from '../access/service-client';
import { NOBODY } from '../access/viewer';
import { createDataSource, type DatabaseModel } from '../database/data-source';
import { SERVICES, type ServiceName } from '../database/service';
import { createAsSystem } from '../database/system-database';
import type { InternalPaths } from '../graphql/internal-path';
import type { Jobs, Task } from '../jobs/job';
import { jobPool } from '../jobs/job-pool';
import { EVENTS_PATH, toCloudEvent } from './cloud-event';
import { Consumer, type Consumers, eventsPath, outcome } from './consumer';
import { Delivery } from './delivery';
import { DELIVER_EVENTS, WAKE_SQL } from './wake';

/** Tidies what was delivered, and wakes whatever a lost wake-up or a killed replica left behind. */
const SWEEP_EVENTS = 'events.sweep';
/** Twice as long as an event is kept, so that one which comes again is known. */
const INBOX_DAYS = 60;
const OUTBOX_DAYS = 30;
/** A relay waits for its subscriber inside its transaction, ten seconds at most. */
const PATIENCE = '-c idle_in_transaction_session_timeout=30s';
/** Consumers are not kept from their work by sign-ins and jobs, nor these by them. */
const CONSUMER_CONNECTIONS = 2;

const TIDY_SQL = [
  `UPDATE outbox_events e SET delivered_at = now() WHERE e.delivered_at IS NULL AND e.occurred_at < now() - interval '1 minute'
    AND NOT EXISTS (SELECT FROM outbox_deliveries d WHERE d.event_id = e.id AND d.delivered_at IS NULL)`,
  `DELETE FROM outbox_events WHERE delivered_at < now() - interval '${OUTBOX_DAYS} days'`,
  `DELETE FROM inbox_events WHERE received_at < now() - interval '${INBOX_DAYS} days'`,
];

const payload = z.object({ subscriber: z.enum(SERVICES) });
const answer = z.object({ outcomes: z.array(outcome) });

export interface RelayParts {
  readonly service: ServiceName;
  readonly model: DatabaseModel;
  readonly systemUrl: string;
  readonly consumers: Consumers;
  readonly services: ServiceClient;
  readonly log: Logger;
}

/** A service's part in the events of all: it tells its own, and takes those that it subscribes to. */
export class EventRelay {
  readonly internal: InternalPaths;
  readonly jobs: Jobs;

  private constructor(
    private readonly source: DataSource,
    private readonly pool: ReturnType<typeof jobPool>,
    consumer: Consumer,
    delivery: Delivery,
  ) {
    const deliver: Task = (job, { signal }) => delivery.drain(payload.parse(job).subscriber, signal);
    const sweep: Task = (_, { asSystem }) =>
      asSystem(async (db) => {
        for (const sql of TIDY_SQL) await db.query(sql);
        await db.query(WAKE_SQL, [SERVICES]);
      });
    this.internal = { [EVENTS_PATH]: eventsPath(consumer) };
    this.jobs = { tasks: { [DELIVER_EVENTS]: deliver, [SWEEP_EVENTS]: sweep }, schedule: [{ task: SWEEP_EVENTS, at: '* * * * *' }] };
  }

  static async start({ service, model, systemUrl, consumers, services, log }: RelayParts): Promise<EventRelay> {
    const source = createDataSource(systemUrl, model, CONSUMER_CONNECTIONS, `plat ${service} events`);
    await source.initialize();
    const pool = jobPool(systemUrl, SERVICES.length, `plat ${service} relay`, PATIENCE);
    const consumer = new Consumer(consumers, createAsSystem(source), log);
    const send = async (subscriber: ServiceName, events: Parameters<Consumer['accept']>[0]) =>
      subscriber === service
        ? consumer.accept(events)
        : (await services.call(subscriber, EVENTS_PATH, NOBODY, events.map(toCloudEvent), answer)).outcomes;
    return new EventRelay(source, pool, consumer, new Delivery({ service, pool, send, log }));
  }

  /** Looks for what earlier processes left behind. */
  async wake(): Promise<void> {
    await this.source.query(WAKE_SQL, [SERVICES]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.source.destroy(), this.pool.end()]);
  }
}
