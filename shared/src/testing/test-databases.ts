import { randomBytes } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import { onDatabase, withClient } from '../database/admin-client';
import { provideDatabase, restrictDatabase } from '../database/provision';
import { databaseName, ROLES, type RoleKind, roleName, type ServiceName, type ServiceUrls, serviceUrls } from '../database/service';
import { TEST_MIGRATION_FAILURE, testAdminUrl, testServer } from './test-server';

/** A migrated, empty database of a service: the URLs of its three roles, and of the superuser for looking behind walls. */
export interface TestDatabase extends ServiceUrls {
  admin: string;
}

export interface TestDatabaseVariant {
  /** false: row level security is switched off on every table, so that the policies in code stand alone. */
  readonly rls?: boolean;
}

const DISABLE_RLS = `DO $$
  DECLARE t regclass;
  BEGIN
    FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity LOOP
      EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', t);
    END LOOP;
  END $$`;

const urlsOf = (service: ServiceName, database: string): TestDatabase => ({
  ...serviceUrls(testServer(), service, database),
  admin: onDatabase(testAdminUrl(), database),
});

const isThere = async (client: Client, database: string): Promise<boolean> =>
  (await client.query('SELECT FROM pg_database WHERE datname = $1', [database])).rowCount === 1;

/** Copies a service's template, unless it was copied before. It gets its name last, so whoever finds the name finds all of it. */
const clone = async (service: ServiceName, database: string, { rls = true }: TestDatabaseVariant): Promise<TestDatabase> => {
  const urls = urlsOf(service, database);
  const roles = Object.fromEntries(ROLES.map((kind) => [kind, roleName(service, kind)])) as Record<RoleKind, string>;
  await withClient(testAdminUrl(), async (client) => {
    if (await isThere(client, database)) return;
    if (!(await isThere(client, databaseName(service)))) {
      throw new Error(
        `There is no migrated database of ${service}. ${process.env[TEST_MIGRATION_FAILURE] ?? 'It has no data-source.ts yet.'}`,
      );
    }
    const draft = `${database}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(draft)}`);
    await client.query(
      `CREATE DATABASE ${escapeIdentifier(draft)} TEMPLATE ${databaseName(service)} OWNER ${roles.owner} STRATEGY FILE_COPY`,
    );
    await restrictDatabase(client, draft, roles);
    if (!rls) await withClient(onDatabase(urls.owner, draft), (owner) => owner.query(DISABLE_RLS));
    await client.query(`ALTER DATABASE ${escapeIdentifier(draft)} RENAME TO ${escapeIdentifier(database)}`);
  });
  return urls;
};

const worker = (): string => {
  const id = process.env.JEST_WORKER_ID;
  if (!id) throw new Error('Test databases belong to a worker of jest: run tests with jest.');
  return `w${id}`;
};

const known = new Map<string, Promise<TestDatabase>>();

/**
 * The database of a service that this jest worker's test files share: one after another, so each makes rows of its own
 * and asserts nothing about all rows. It is copied from the migrated template on first use.
 */
export const testDatabase = (service: ServiceName, { rls = true }: TestDatabaseVariant = {}): Promise<TestDatabase> => {
  const database = `${databaseName(service)}_${worker()}${rls ? '' : '_open'}`;
  const found = known.get(database) ?? clone(service, database, { rls });
  known.set(database, found);
  return found;
};

const freshName = (service: ServiceName): string => `${databaseName(service)}_${worker()}_${randomBytes(4).toString('hex')}`;

/** An own copy of the migrated template, for a test file that counts all rows or changes tables. */
export const freshDatabase = (service: ServiceName, variant: TestDatabaseVariant = {}): Promise<TestDatabase> =>
  clone(service, freshName(service), variant);

/** An own database with the service's roles and no table, for tests that migrate. */
export const emptyDatabase = async (service: ServiceName): Promise<TestDatabase> => {
  const urls = urlsOf(service, freshName(service));
  await provideDatabase(testAdminUrl(), service, urls);
  return urls;
};
