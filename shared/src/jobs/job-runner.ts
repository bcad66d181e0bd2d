import type { Runner, RunnerOptions, TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger as Log } from 'pino';
import type { ServiceClient } from '../access/service-client';
import type { AsSystem } from '../database/system-database';
import type { Jobs } from './job';
import { jobPool } from './job-pool';
import { JOB_SCHEMA } from './job-schema';

const CONCURRENCY = 2;
/** One listens, the others take jobs. */
const POOL_SIZE = CONCURRENCY + 1;
/** New jobs announce themselves; this is how late one may be that waited for its time. */
const POLL_MS = 10_000;
/** A scheduled task comes again anyway. */
const SCHEDULED_ATTEMPTS = 3;
const RESTART_MS = 5_000;
/** Within the ten seconds that a process has to stop. */
const GRACE_MS = 5_000;

export interface JobRunnerOptions {
  readonly service: string;
  readonly jobs: Jobs;
  readonly systemUrl: string;
  readonly asSystem: AsSystem;
  readonly services: ServiceClient;
  readonly log: Log;
  /** How long jobs under way have to end when the service stops, in milliseconds; five seconds unless given. */
  readonly grace?: number;
}

/** Takes the service's jobs from the queue and runs them, two at a time, until it is stopped. */
export class JobRunner {
  private readonly pool: Pool;
  private readonly stopped = new AbortController();
  private runner: Runner | undefined;
  private restart: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: JobRunnerOptions,
    connectionMs?: number,
  ) {
    this.pool = jobPool(options.systemUrl, POOL_SIZE, `plat ${options.service} jobs`, undefined, connectionMs);
  }

  /** Returns when the runner looks for jobs. @throws Error when the queue cannot be reached */
  static async start(options: JobRunnerOptions): Promise<JobRunner> {
    const runner = new JobRunner(options);
    try {
      await runner.run();
    } catch (error) {
      await runner.pool.end();
      throw error;
    }
    return runner;
  }

  /**
   * Runs the jobs that are due, one after another, until none is left: for tests, which wait for it. They have a time limit
   * of their own; a machine that is busy with others must not fail them by a shorter one.
   */
  static async runOnce(options: JobRunnerOptions): Promise<void> {
    const { runOnce } = await import('graphile-worker');
    const runner = new JobRunner(options, 0);
    try {
      await runOnce({ ...(await runner.settings()), concurrency: 1 });
    } finally {
      await runner.pool.end();
    }
  }

  /** Takes no more jobs, and tells those under way to end; after five seconds they go back to the queue. */
  async stop(): Promise<void> {
    this.stopped.abort();
    clearTimeout(this.restart);
    await this.runner?.stop();
    await this.pool.end();
  }

  private async run(): Promise<void> {
    const { parseCronItems, run } = await import('graphile-worker');
    const schedule = (this.options.jobs.schedule ?? []).map(({ task, at }) => ({
      task,
      match: at,
      options: { jobKey: `schedule:${task}`, maxAttempts: SCHEDULED_ATTEMPTS },
    }));
    this.runner = await run({ ...(await this.settings()), parsedCronItems: parseCronItems(schedule) });
    void this.runner.promise.catch((err) => this.options.log.error({ err }, 'the runner of jobs failed')).finally(() => this.revive());
  }

  /** It comes back from a lost connection by itself; whatever else ends it must not leave the service without jobs. */
  private revive(): void {
    this.runner = undefined;
    if (this.stopped.signal.aborted) return;
    this.restart = setTimeout(() => {
      this.run().catch((err) => {
        this.options.log.error({ err }, 'the runner of jobs does not start');
        this.revive();
      });
    }, RESTART_MS).unref();
  }

  private async settings(): Promise<RunnerOptions> {
    const { Logger } = await import('graphile-worker');
    const { log, grace = GRACE_MS } = this.options;
    const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
    return {
      pgPool: this.pool,
      schema: JOB_SCHEMA,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true, // the process has handlers of its own, which stop the service
      taskList: this.tasks(),
      // Not its details: they hold jobs and connections.
      logger: new Logger(() => (level, message) => log[levels[level]](message)),
      // With these, a job's end that the database does not take is tried again; without, it would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0, gracefulShutdownAbortTimeout: grace } },
    };
  }

  private tasks(): TaskList {
    const { jobs, asSystem, services, log } = this.options;
    const run = async (name: string, payload: unknown, tookTooLong: Promise<void>) => {
      try {
        const work = jobs.tasks[name]?.(payload, { asSystem, services, log, signal: this.stopped.signal });
        await Promise.race([work, tookTooLong]);
      } catch (err) {
        log.error({ err, task: name }, 'a job failed');
        // The queue keeps the message, and an error of the database may quote a value.
        const { code, name: kind } = err as { code?: unknown; name: string };
        throw new Error(`${name} failed (${typeof code === 'string' ? code : kind}); the log says why`);
      }
    };
    return Object.fromEntries(
      Object.keys(jobs.tasks).map((name) => [name, (payload, { abortPromise }) => run(name, payload, abortPromise as Promise<void>)]),
    );
  }
}
