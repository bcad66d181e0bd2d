import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { translateDatabaseError } from '../src/errors/database-error';
import type { PlatError } from '../src/errors/plat-error';
import { type TestDatabase, testDatabase } from '../src/testing/test-databases';

let database: TestDatabase;
let source: DataSource;
const connect = (url: string, poolSize = 2) => createDataSource(url, { entities: [], migrations: [] }, poolSize, 'errors').initialize();
beforeAll(async () => {
  database = await testDatabase('crm');
  source = await connect(database.app);
});
afterAll(() => source.destroy());

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
/** What a client reads of it, and nothing of the statement, the table, the server or the values in it. */
const shownOf = (error: unknown) => {
  const shown = translateDatabaseError(error) as PlatError;
  expect(`${shown.message} ${JSON.stringify(shown.extensions)}`).not.toMatch(/s3cret|INSERT|SELECT|127\.0\.0\.1|relation|plat_crm/i);
  return { code: shown.code, rule: shown.extensions.rule };
};

describe('a database that does not answer', () => {
  it('is UNAVAILABLE when nobody listens', async () => {
    expect(shownOf(await failureOf(connect('postgres://x:s3cret@127.0.0.1:1/x')))).toEqual({ code: 'UNAVAILABLE' });
  });

  it('is UNAVAILABLE when it ends the session', async () => {
    expect(shownOf(await failureOf(source.query('SELECT pg_terminate_backend(pg_backend_pid())')))).toEqual({ code: 'UNAVAILABLE' });
  });

  it('is UNAVAILABLE when the connection is cut, and when it was', async () => {
    const client = new Client(database.app);
    client.on('error', () => undefined);
    await client.connect();
    const under = failureOf(client.query('SELECT pg_sleep(10)'));
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect(shownOf(await under)).toEqual({ code: 'UNAVAILABLE' });
    expect(shownOf(await failureOf(client.query('SELECT 1')))).toEqual({ code: 'UNAVAILABLE' });
  });

  it('is UNAVAILABLE when no connection is free in time', async () => {
    const one = await connect(database.app, 1);
    const runner = one.createQueryRunner();
    await runner.connect();
    expect(shownOf(await failureOf(one.query('SELECT 1')))).toEqual({ code: 'UNAVAILABLE' });
    await runner.release();
    expect(shownOf(await failureOf(runner.query('SELECT 1')))).toEqual({ code: 'UNAVAILABLE' });
    await one.destroy();
  });
});
