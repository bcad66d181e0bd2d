import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { discardPostgres, type RunningPostgres, startPostgres } from '../src/database/embedded-postgres';
import { RequestDatabase } from '../src/database/request-database';
import { createAsSystem } from '../src/database/system-database';
import { until } from '../src/testing/subscribe-as';
import { aViewer } from '../src/testing/viewers';

/** The limits of a role for what it may wait for, far below what a commit waits here. */
const LIMITS = ['lock_timeout', 'statement_timeout'];
const LIMIT_MS = 100;

/** Whoever asks for it waits at COMMIT for a standby that there is not, with all that a commit holds. */
const SETTINGS = { wal_level: 'replica', max_wal_senders: 1, synchronous_standby_names: 'nobody', synchronous_commit: 'local' };

let directory: string;
let server: RunningPostgres;
let admin: Client;
let holder: Client;
let source: DataSource;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'plat-commits-'));
  server = await startPostgres({ directory, settings: SETTINGS });
  [admin, holder] = [new Client(server.adminUrl), new Client(server.adminUrl)];
  await Promise.all([admin.connect(), holder.connect()]);
  await admin.query(`CREATE TABLE told (by text); CREATE ROLE teller LOGIN PASSWORD 'teller'; GRANT SELECT, INSERT ON told TO teller`);
  for (const limit of LIMITS) await admin.query(`ALTER ROLE teller SET ${limit} = ${LIMIT_MS}`);
  const url = Object.assign(new URL(server.adminUrl), { username: 'teller', password: 'teller' });
  source = await createDataSource(url.href, { entities: [], migrations: [] }, 1, 'teller').initialize();
}, 60_000);
afterAll(async () => {
  await source.destroy();
  await Promise.all([admin.end(), holder.end()]);
  await server.stop();
  await discardPostgres(directory);
});

const isTrue = async (sql: string): Promise<boolean> => (await admin.query(`SELECT EXISTS (${sql}) AS so`)).rows[0].so;
const ofTeller = `FROM pg_stat_activity WHERE usename = 'teller'`;

const tell = (by: string) => async (db: EntityManager) => {
  await db.query('INSERT INTO told VALUES ($1)', [by]);
  await db.query('NOTIFY told');
};

const WRITERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a request': async () => {
    const request = new RequestDatabase(source, aViewer(), 'write');
    await tell('a request')(request.manager);
    await request.end('commit');
  },
  'the system': () => createAsSystem(source)(tell('the system')),
};

it.each(Object.entries(WRITERS))('%s waits for others to commit longer than for a row that they hold', async (by, write) => {
  const held = holder.query(`SET synchronous_commit = on; BEGIN; INSERT INTO told VALUES ('another'); NOTIFY told; COMMIT`);
  await until(() => isTrue(`SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'`));
  const [{ pid }] = (await admin.query(`SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)).rows;
  const written = write().then(
    () => 'written',
    (error: Error) => error.message,
  );
  const waits = `SELECT ${ofTeller} AND wait_event_type = 'Lock' AND now() - query_start > ${3 * LIMIT_MS} * interval '1 ms'`;
  await Promise.race([written, until(() => isTrue(waits))]);
  expect(await isTrue(waits)).toBe(true);
  await admin.query('SELECT pg_cancel_backend($1)', [pid]); // it stops waiting for its standby, and has committed
  await held;
  expect(await written).toBe('written');
  expect(await isTrue(`SELECT FROM told WHERE by = '${by}'`)).toBe(true);
  for (const limit of LIMITS)
    expect(await source.query(`SELECT current_setting('${limit}') AS limit`)).toEqual([{ limit: `${LIMIT_MS}ms` }]);
});
