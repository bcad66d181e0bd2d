import type { DataSource } from 'typeorm';
import { withClient } from '../database/admin-client';
import { roleName, type ServiceName } from '../database/service';
import { SetupError } from '../database/setup-error';
import { ENQUEUE_FUNCTION, queueRights } from './enqueue-function';
import { jobPool } from './job-pool';

/** The schema of the queue, which the system role owns; `npm run provision` makes it. */
export const JOB_SCHEMA = 'graphile_worker';
/** The number of graphile-worker's latest migration; a test compares it with what the package runs. */
const REVISION = 19;
/** One migrator of the queue at a time in a database. */
const LOCK = 7_528_003;

/** What graphile-worker itself would make first; but it would also make the schema, to which the system has no right. */
const BOOTSTRAP = `CREATE TABLE IF NOT EXISTS graphile_worker.migrations (id int PRIMARY KEY, ts timestamptz DEFAULT now() NOT NULL,
  breaking boolean NOT NULL DEFAULT false)`;

const runMigrations = async (systemUrl: string): Promise<void> => {
  const { Logger, runMigrations: run } = await import('graphile-worker');
  const pgPool = jobPool(systemUrl, 1, 'plat-setup', '-c synchronous_commit=off'); // each step is noted with its effect: both are kept, or neither
  try {
    await run({ pgPool, schema: JOB_SCHEMA, logger: new Logger(() => () => undefined) });
  } finally {
    await pgPool.end();
  }
};

/**
 * Brings the queue of a database up to date, as the system. Any number of callers may run it at once.
 * @throws SetupError when provisioning has not made the schema
 */
export const migrateJobs = (systemUrl: string, service: ServiceName): Promise<void> =>
  withClient(systemUrl, async (client) => {
    await client.query('SET lock_timeout = 0');
    await client.query('SET statement_timeout = 0'); // or the wait for another migrator would end after the role's own limit
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const { rows: found } = await client.query(
      `SELECT FROM pg_namespace WHERE nspname = '${JOB_SCHEMA}' AND nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)`,
    );
    if (found.length === 0)
      throw new SetupError(
        `The database of ${service} has no schema ${JOB_SCHEMA} for its jobs: run "npm run provision", and start again.`,
      );
    await client.query(BOOTSTRAP);
    const { rows } = await client.query<{ revision: number }>('SELECT coalesce(max(id), 0) AS revision FROM graphile_worker.migrations');
    if ((rows[0]?.revision ?? 0) < REVISION) await runMigrations(systemUrl);
    await client.query('BEGIN');
    for (const sql of [ENQUEUE_FUNCTION, ...queueRights(roleName(service, 'app'))]) await client.query(sql);
    await client.query('COMMIT');
  });

/**
 * Refuses a database whose queue does not fit the code. A service with jobs calls it when it starts.
 * @param source connected as the system
 * @throws SetupError when it is missing, older or newer
 */
export const assertJobsMigrated = async (source: Pick<DataSource, 'query'>): Promise<void> => {
  const [{ database, made }] = await source.query(
    `SELECT current_database() AS database, to_regprocedure('graphile_worker.enqueue_job(text,json,text,text)') IS NOT NULL AS made`,
  );
  const [{ revision }] = made ? await source.query('SELECT max(id) AS revision FROM graphile_worker.migrations') : [{ revision: 0 }];
  if (revision < REVISION)
    throw new SetupError(`The queue of jobs in database ${database} is missing or old: run "npm run migrate", and start again.`);
  if (revision > REVISION)
    throw new SetupError(
      `The queue of jobs in database ${database} is newer than this version of Plat: run the version that made it, or a later one.`,
    );
};
