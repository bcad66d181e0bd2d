import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { IdentityIssuer } from '../src/access/identity-token';
import { type ServiceAddresses, ServiceClient } from '../src/access/service-client';
import { createLog } from '../src/config/log';
import { withClient } from '../src/database/admin-client';
import { createDataSource } from '../src/database/data-source';
import { createAsSystem } from '../src/database/system-database';
import { enqueueJob } from '../src/jobs/enqueue';
import type { Task } from '../src/jobs/job';
import { JobRunner, type JobRunnerOptions } from '../src/jobs/job-runner';
import { assertJobsMigrated, migrateJobs } from '../src/jobs/job-schema';
import { emptyDatabase, type TestDatabase } from '../src/testing/test-databases';
import { testIdentityKey } from '../src/testing/test-keys';

let database: TestDatabase;
let system: DataSource;
let app: DataSource;
beforeAll(async () => {
  database = await emptyDatabase('crm');
  await Promise.all([migrateJobs(database.system, 'crm'), migrateJobs(database.system, 'crm')]);
  system = await createDataSource(database.system, { entities: [], migrations: [] }, 2, 'test').initialize();
  app = await createDataSource(database.app, { entities: [], migrations: [] }, 2, 'test').initialize();
});
afterAll(() => Promise.all([system.destroy(), app.destroy()]));

const enqueue = (sql: string, ...before: string[]) =>
  withClient(database.app, async (client: Client) => {
    for (const statement of [...before, sql]) await client.query(statement);
  });
const call = (task: string, key: string) => `SELECT graphile_worker.enqueue_job('${task}', '{}', NULL, '${key}')`;
const isQueued = async (key: string): Promise<boolean> =>
  (await system.query('SELECT FROM graphile_worker.jobs WHERE key = $1', [key])).length === 1;

/** A promise, and who keeps it. */
const promised = <T>() => {
  let keep: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    keep = resolve;
  });
  return { promise, keep };
};

/** A runner's options, with the lines that it logs. */
const optionsFor = (tasks: Readonly<Record<string, Task>>): { options: JobRunnerOptions; lines: string[] } => {
  const lines: string[] = [];
  const log = createLog('test', 'info', { write: (line) => void lines.push(line) });
  const services = new ServiceClient(new IdentityIssuer('crm', testIdentityKey('crm').key), {} as ServiceAddresses);
  return {
    options: { service: 'crm', jobs: { tasks }, systemUrl: database.system, asSystem: createAsSystem(system), services, log },
    lines,
  };
};

describe('the queue of jobs', () => {
  it('is what the package makes, however often it is migrated', async () => {
    await migrateJobs(database.system, 'crm');
    await expect(assertJobsMigrated(system)).resolves.toBeUndefined();
  });

  it('is all that the system owns; the application role owns nothing', async () => {
    const owned = `SELECT DISTINCT coalesce(n.nspname, c.relnamespace::regnamespace::text, p.pronamespace::regnamespace::text, t.typnamespace::regnamespace::text) AS schema
      FROM pg_shdepend d
      LEFT JOIN pg_namespace n ON d.classid = 'pg_namespace'::regclass AND n.oid = d.objid
      LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
      LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
      LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
      WHERE d.refobjid = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND d.deptype = 'o'
        AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    expect(await system.query(owned)).toEqual([{ schema: 'graphile_worker' }]);
    expect(await app.query(owned)).toEqual([]);
  });

  it('has a job once the request is committed', async () => {
    await enqueue(call('things.tidy', 'kept'), 'BEGIN');
    expect(await isQueued('kept')).toBe(false);
    await app.transaction((db) => enqueueJob(db, 'things.tidy', { id: 1 }, { key: 'kept' }));
    expect(await isQueued('kept')).toBe(true);
  });

  it('has no job of a request that was rolled back', async () => {
    const failed = app.transaction(async (db) => {
      await enqueueJob(db, 'things.tidy', {}, { key: 'gone' });
      throw new Error('not after all');
    });
    await expect(failed).rejects.toThrow('not after all');
    expect(await isQueued('gone')).toBe(false);
  });

  it('takes nothing in a READ ONLY transaction', async () => {
    await expect(enqueue(call('things.tidy', 'read'), 'BEGIN READ ONLY')).rejects.toMatchObject({ code: '25006' });
  });

  it.each(['', 'things', 'Things.tidy', 'things.tidy; x', 'things.', '.tidy', `${'x'.repeat(100)}.y`])(
    'takes no task by the name "%s"',
    async (name) => {
      await expect(enqueue(call(name, 'name'))).rejects.toMatchObject({ code: '22023' });
    },
  );

  it('lets a request do nothing else', async () => {
    for (const sql of [
      `SELECT graphile_worker.add_job('things.tidy')`,
      'SELECT FROM graphile_worker.jobs',
      'SELECT FROM graphile_worker._private_jobs',
      'DELETE FROM graphile_worker._private_jobs',
      'CREATE TABLE graphile_worker.mine (id int)',
    ])
      await expect(enqueue(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('is closed to every other role', async () => {
    const asOwner = withClient(database.owner, (client) => client.query(call('things.tidy', 'owner')));
    await expect(asOwner).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps a service with jobs from starting while it is missing or of another version', async () => {
    const other = await emptyDatabase('crm');
    const source = await createDataSource(other.system, { entities: [], migrations: [] }, 1, 'test').initialize();
    try {
      await expect(assertJobsMigrated(source)).rejects.toThrow(/is missing or old: run "npm run migrate"/);
      await migrateJobs(other.system, 'crm');
      await source.query('INSERT INTO graphile_worker.migrations (id) VALUES (1000)');
      await expect(assertJobsMigrated(source)).rejects.toThrow(/is newer than this version of Plat/);
      await source.query('DROP SCHEMA graphile_worker CASCADE');
      await expect(migrateJobs(other.system, 'crm')).rejects.toThrow(/has no schema graphile_worker .* run "npm run provision"/);
    } finally {
      await source.destroy();
    }
  });
});

describe('the runner of jobs', () => {
  it('hears of a job when it is committed, and runs it with its payload', async () => {
    const seen = promised<unknown>();
    const { options } = optionsFor({ 'letters.send': async (payload) => seen.keep(payload) });
    const runner = await JobRunner.start(options);
    await app.transaction((db) => enqueueJob(db, 'letters.send', { to: 'Ann' }, { key: 'heard' }));
    expect(await seen.promise).toEqual({ to: 'Ann' });
    await runner.stop();
    expect(await isQueued('heard')).toBe(false);
  });

  it('tells a job under way that the service stops, and waits for its end', async () => {
    const begun = promised<void>();
    let ended = false;
    const task: Task = async (_, { signal }) => {
      begun.keep();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await system.query('SELECT 1');
      ended = true;
    };
    const runner = await JobRunner.start(optionsFor({ 'letters.write': task }).options);
    await app.transaction((db) => enqueueJob(db, 'letters.write', {}, { key: 'under way' }));
    await begun.promise;
    await runner.stop();
    expect(ended).toBe(true);
    expect(await isQueued('under way')).toBe(false);
  });

  it('gives a job back to the queue that does not end in time', async () => {
    const begun = promised<void>();
    const task: Task = () => {
      begun.keep();
      return new Promise(() => undefined);
    };
    const { options, lines } = optionsFor({ 'letters.dream': task });
    const runner = await JobRunner.start({ ...options, grace: 1 });
    await app.transaction((db) => enqueueJob(db, 'letters.dream', {}, { key: 'dreams' }));
    await begun.promise;
    await runner.stop();
    const [job] = await system.query(`SELECT attempts, last_error, locked_at FROM graphile_worker._private_jobs WHERE key = 'dreams'`);
    expect(job).toEqual({ attempts: 1, last_error: expect.stringMatching(/^letters\.dream failed/), locked_at: null });
    expect(lines.some((line) => line.includes('a job failed'))).toBe(true);
  });

  it('tries a job again that failed, and keeps what failed out of the queue', async () => {
    const { options, lines } = optionsFor({
      'letters.burn': async (_, { asSystem }) => void (await asSystem((db) => db.query(`SELECT 'planted secret'::uuid`))),
    });
    await app.transaction((db) => enqueueJob(db, 'letters.burn', {}, { key: 'fails' }));
    await JobRunner.runOnce(options);
    const [job] = await system.query(`SELECT attempts, last_error, locked_at FROM graphile_worker._private_jobs WHERE key = 'fails'`);
    expect(job).toEqual({ attempts: 1, last_error: 'letters.burn failed (BAD_USER_INPUT); the log says why', locked_at: null });
    expect(lines.some((line) => line.includes('a job failed') && line.includes('letters.burn'))).toBe(true);
    expect(lines.join('')).not.toContain('planted');
  });

  it('runs a job again whose runner was killed, when the same is asked for again', async () => {
    let runs = 0;
    const { options } = optionsFor({
      'letters.count': async () => {
        runs += 1;
      },
    });
    const ask = () => app.transaction((db) => enqueueJob(db, 'letters.count', {}, { key: 'count' }));
    await ask();
    // A process that was killed leaves its lock behind, and no more.
    await system.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'killed', locked_at = now(), attempts = 1 WHERE key = 'count'`,
    );
    await JobRunner.runOnce(options);
    expect(runs).toBe(0);
    await ask();
    await JobRunner.runOnce(options);
    expect(runs).toBe(1);
  });

  it('leaves jobs of other tasks alone', async () => {
    await app.transaction((db) => enqueueJob(db, 'letters.other', {}, { key: 'other' }));
    await JobRunner.runOnce(optionsFor({ 'letters.send': async () => undefined }).options);
    expect(await isQueued('other')).toBe(true);
  });
});
