import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withClient } from '../src/database/admin-client';
import { assertMigrated, type MigrationClass, migrate, migrateDown } from '../src/database/migrate';
import { emptyDatabase } from '../src/testing/test-databases';

class CreatePapers1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE papers (id int PRIMARY KEY)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE papers');
  }
}

class AddTitle1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE papers ADD COLUMN title text');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE papers DROP COLUMN title');
  }
}

/** Its second statement fails, so its first must be taken back. */
class FailHalfway1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_made (id int)');
    await runner.query('SELECT nonsense');
  }
  async down(): Promise<void> {}
}

const both: MigrationClass[] = [CreatePapers1700000000000, AddTitle1700000001000];

const tablesOf = (url: string): Promise<string[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`);
    return rows.map((row: { tablename: string }) => row.tablename);
  });

const untilOneWaits = async (client: Client): Promise<void> => {
  const waiting = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted`;
  while ((await client.query(waiting)).rowCount === 0) await client.query('SELECT pg_sleep(0.01)');
};

/** What a service does when it starts, as its application role. */
const start = (url: string, migrations: MigrationClass[]) =>
  withClient(url, (client) => assertMigrated({ query: async (sql: string) => (await client.query(sql)).rows } as never, migrations));

describe('migrate', () => {
  it('runs what is missing, in the order of time, and nothing twice', async () => {
    const { owner } = await emptyDatabase('crm');
    const plan = { service: 'crm', migrations: [AddTitle1700000001000, CreatePapers1700000000000] } as const;
    expect(await migrate(owner, plan)).toEqual(['CreatePapers1700000000000', 'AddTitle1700000001000']);
    expect(await migrate(owner, plan)).toEqual([]);
    expect(await tablesOf(owner)).toEqual(['migrations', 'papers']);
  });

  it('lets one of several migrators work while the others wait', async () => {
    const { owner } = await emptyDatabase('crm');
    const runs = await Promise.all([1, 2, 3].map(() => migrate(owner, { service: 'crm', migrations: both })));
    expect(runs.map((ran) => ran.length).sort()).toEqual([0, 0, 2]);
  });

  it('waits for another migrator for longer than a lock may take, and says so', async () => {
    const { owner } = await emptyDatabase('crm');
    const said: string[] = [];
    await withClient(owner, async (other) => {
      await other.query('SELECT pg_advisory_lock(7528002)');
      const running = migrate(owner, { service: 'crm', migrations: both, onProgress: (message) => said.push(message) });
      await untilOneWaits(other);
      await other.query('SELECT pg_sleep(1.2)'); // the owner's lock_timeout is one second
      expect(said).toEqual(['Waiting for another migration of crm']);
      await other.query('SELECT pg_advisory_unlock(7528002)');
      expect(await running).toHaveLength(2);
    });
  });

  it('takes back a migration that fails, keeps those before it, and names it', async () => {
    const { owner } = await emptyDatabase('crm');
    const running = migrate(owner, { service: 'crm', migrations: [...both, FailHalfway1700000002000] });
    await expect(running).rejects.toThrow(/^Migration FailHalfway1700000002000 of crm failed \(column "nonsense" does not exist\)/);
    expect(await tablesOf(owner)).toEqual(['migrations', 'papers']);
  });

  it('gives up soon when another transaction holds the table', async () => {
    const { owner } = await emptyDatabase('crm');
    await migrate(owner, { service: 'crm', migrations: [CreatePapers1700000000000] });
    await withClient(owner, async (other) => {
      await other.query('BEGIN');
      await other.query('SELECT FROM papers');
      await expect(migrate(owner, { service: 'crm', migrations: both })).rejects.toThrow(/another transaction held the table/);
    });
  });

  it('refuses a database that is newer than the code', async () => {
    const { owner } = await emptyDatabase('crm');
    await migrate(owner, { service: 'crm', migrations: both });
    const running = migrate(owner, { service: 'crm', migrations: [CreatePapers1700000000000] });
    await expect(running).rejects.toThrow(/newer than this version of Plat \(migration AddTitle1700000001000 is unknown here\)/);
  });

  it('says in one sentence that the database cannot be reached, without the password', async () => {
    const refused = migrate('postgres://plat_crm_owner:secret@127.0.0.1:1/plat_crm', { service: 'crm', migrations: both });
    await expect(refused).rejects.toThrow(/^The database of crm lets nobody migrate \(.*ECONNREFUSED.*\)/);
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});

describe('migrateDown', () => {
  it('takes everything back, the latest first, and the way up is free again', async () => {
    const { owner } = await emptyDatabase('crm');
    const plan = { service: 'crm', migrations: both } as const;
    await migrate(owner, plan);
    expect(await migrateDown(owner, plan)).toEqual(['AddTitle1700000001000', 'CreatePapers1700000000000']);
    expect(await tablesOf(owner)).toEqual(['migrations']);
    expect(await migrate(owner, plan)).toHaveLength(2);
  });
});

describe('assertMigrated', () => {
  it('refuses a database in which nothing has run', async () => {
    const { app } = await emptyDatabase('crm');
    await expect(start(app, both)).rejects.toThrow(/lacks 2 migrations, the first CreatePapers1700000000000: run "npm run migrate"/);
  });

  it('refuses a database that lacks a migration', async () => {
    const { owner, app } = await emptyDatabase('crm');
    await migrate(owner, { service: 'crm', migrations: [CreatePapers1700000000000] });
    await expect(start(app, both)).rejects.toThrow(/lacks migration AddTitle1700000001000: run "npm run migrate"/);
  });

  it('refuses a database that is newer than the code', async () => {
    const { owner, app } = await emptyDatabase('crm');
    await migrate(owner, { service: 'crm', migrations: both });
    await expect(start(app, [CreatePapers1700000000000])).rejects.toThrow(/newer than this version of Plat/);
  });

  it('accepts a database that fits, as the application role and as the system role', async () => {
    const { owner, app, system } = await emptyDatabase('crm');
    await migrate(owner, { service: 'crm', migrations: both });
    await expect(start(app, both)).resolves.toBeUndefined();
    await expect(start(system, both)).resolves.toBeUndefined();
  });
});
