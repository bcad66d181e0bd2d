import { type DataSource, type Migration, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createDataSource } from './data-source';
import { roleName, type ServiceName } from './service';
import { SetupError } from './setup-error';

export type MigrationClass = new () => MigrationInterface;

export interface MigrationPlan {
  readonly service: ServiceName;
  /** In any order: the time at the end of the name orders them. */
  readonly migrations: readonly MigrationClass[];
  /** Told when others are waited for, and what will run. */
  readonly onProgress?: (message: string) => void;
}

/** TypeORM's own name for the table in which it notes what has run. */
const TABLE = 'migrations';
/** One migrator at a time in a database. */
const LOCK = 7_528_002;
/** A migration that cannot have its lock soon gives up, because whoever queues behind it would wait as well. */
const LOCK_LIMIT = '1s';

const nameOf = (migration: MigrationClass): string => new migration().name ?? migration.name;

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `migration ${names[0]}` : `${names.length} migrations, the first ${names[0]}`;

/** Runs work as the owner on one connection, which holds the lock of migrators: if it breaks, both are gone. */
const asMigrator = async <T>(
  ownerUrl: string,
  { service, migrations, onProgress = () => {} }: MigrationPlan,
  work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
): Promise<T> => {
  const source = createDataSource(ownerUrl, { entities: [], migrations: [...migrations] }, 1, 'plat-migrate').setOptions({
    logger: 'debug', // errors are thrown: TypeORM would print them as well, whatever `logging` says
  });
  try {
    await source.initialize();
  } catch (error) {
    throw new SetupError(
      `The database of ${service} lets nobody migrate (${(error as Error).message}): start it, run "npm run provision", or correct the owner's URL.`,
      { cause: error },
    );
  }
  const runner = source.createQueryRunner();
  try {
    const [{ free }] = await runner.query('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
    if (!free) {
      onProgress(`Waiting for another migration of ${service}`);
      await runner.query('SET lock_timeout = 0'); // or the wait would end after the role's own limit
      await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    }
    await runner.query(`SET lock_timeout = '${LOCK_LIMIT}'`);
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'each';
    return await work(executor, runner);
  } finally {
    await runner.release();
    await source.destroy(); // ends the session, and with it the lock
  }
};

const newest = (a: Migration, b: Migration) => a.timestamp - b.timestamp;

/** What the database has run and the code does not know: made by a later version of the code. */
const unknownTo = (migrations: readonly MigrationClass[], executed: readonly string[]): string[] => {
  const known = new Set(migrations.map(nameOf));
  return executed.filter((name) => !known.has(name));
};

const isNewer = (database: string, names: readonly string[]) =>
  new SetupError(
    `The database ${database} is newer than this version of Plat (${listed(names)} is unknown here): run the version that made it, or a later one.`,
  );

const failed = async (error: unknown, service: ServiceName, executor: MigrationExecutor): Promise<unknown> => {
  const [culprit] = await executor.getPendingMigrations().catch(() => []);
  const { code, message } = error as { code?: string; message: string };
  const advice =
    code === '55P03'
      ? `another transaction held the table for more than ${LOCK_LIMIT}; run it again`
      : 'it was rolled back; mend it, and run it again';
  return new SetupError(`Migration ${culprit?.name ?? ''} of ${service} failed (${message}): ${advice}.`, { cause: error });
};

/**
 * Brings a database up to date, as its owner, each migration in a transaction of its own; those that ran before one that
 * fails stay. Any number of callers may run it at once: one works, the others find it done.
 * @returns names of the migrations that this call ran, in order
 * @throws SetupError when the database cannot be reached or is newer than the code, or when a migration fails
 */
export const migrate = (ownerUrl: string, plan: MigrationPlan): Promise<string[]> =>
  asMigrator(ownerUrl, plan, async (executor, runner) => {
    const { service, migrations, onProgress = () => {} } = plan;
    const executed = await executor.getExecutedMigrations();
    const unknown = unknownTo(
      migrations,
      executed.sort(newest).map(({ name }) => name),
    );
    if (unknown.length > 0) throw isNewer(`of ${service}`, unknown);
    const pending = await executor.getPendingMigrations();
    if (pending.length > 0) onProgress(`Migrating ${service}: ${pending.length} of ${migrations.length}`);
    try {
      await executor.executePendingMigrations();
    } catch (error) {
      throw await failed(error, service, executor);
    }
    // A service compares this table with its code when it starts.
    await runner.query(`GRANT SELECT ON ${TABLE} TO ${roleName(service, 'app')}, ${roleName(service, 'system')}`);
    return pending.map(({ name }) => name);
  });

/**
 * Takes back every migration, the latest first, which leaves the data behind: for tests of the way down.
 * @returns names of the migrations that were reverted, in that order
 */
export const migrateDown = (ownerUrl: string, plan: MigrationPlan): Promise<string[]> =>
  asMigrator(ownerUrl, plan, async (executor) => {
    const executed = await executor.getExecutedMigrations(); // the latest first
    for (const _ of executed) await executor.undoLastMigration();
    return executed.map(({ name }) => name);
  });

/**
 * Refuses a database that does not fit the code. A service calls it when it starts; it never migrates by itself.
 * @param source connected as app or system
 * @throws SetupError when migrations are missing, or the database has some that the code does not know
 */
export const assertMigrated = async (source: Pick<DataSource, 'query'>, migrations: readonly MigrationClass[]): Promise<void> => {
  const [{ database, made }] = await source.query(`SELECT current_database() AS database, to_regclass('${TABLE}') IS NOT NULL AS made`);
  const rows: { name: string }[] = made ? await source.query(`SELECT name FROM ${TABLE} ORDER BY timestamp`) : [];
  const executed = rows.map(({ name }) => name);
  const missing = migrations.map(nameOf).filter((name) => !executed.includes(name));
  if (missing.length > 0)
    throw new SetupError(`The database ${database} lacks ${listed(missing)}: run "npm run migrate", and start again.`);
  const unknown = unknownTo(migrations, executed);
  if (unknown.length > 0) throw isNewer(database, unknown);
};
