import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardPostgres, isAbandoned, type RunningPostgres, startPostgres } from '../database/embedded-postgres';
import { type DatabaseServer, type DatabaseUrls, databaseUrls } from '../database/service';

/** Where the test run's superuser URL is handed to jest's workers. */
export const TEST_ADMIN_URL = 'PLAT_TEST_ADMIN_URL';
/** And the run's folder, which goes when the run ends: tests make theirs inside of it. */
export const TEST_DIRECTORY = 'PLAT_TEST_DIRECTORY';
/** Why a template is missing, if one could not be migrated. */
export const TEST_MIGRATION_FAILURE = 'PLAT_TEST_MIGRATION_FAILURE';
const PREFIX = 'plat-test-';

/** Speed instead of safety: what is in there ends with the run. No autovacuum, so that query plans do not change by themselves. */
const SETTINGS = {
  max_connections: 300,
  fsync: 'off',
  track_commit_timestamp: 'on',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};

/** Runs that were killed could not clean up after themselves. Another user's are left to that user. */
const removeAbandoned = async (): Promise<void> => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    if (statSync(directory, { throwIfNoEntry: false })?.uid === process.getuid?.() && isAbandoned(directory))
      await discardPostgres(directory);
  }
};

/** Starts the PostgreSQL of a test run, in a folder of its own that goes when it is stopped. */
export const startTestServer = async (): Promise<RunningPostgres & { directory: string }> => {
  await removeAbandoned();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    const server = await startPostgres({ directory, settings: SETTINGS });
    return { ...server, directory, stop: () => server.stop().then(() => discardPostgres(directory)) };
  } catch (error) {
    await discardPostgres(directory);
    throw error;
  }
};

/** The superuser's URL. @throws Error outside of jest */
export const testAdminUrl = (): string => {
  const url = process.env[TEST_ADMIN_URL];
  if (!url) throw new Error(`${TEST_ADMIN_URL} is not set: run tests with jest and the root's jest.config.cjs.`);
  return url;
};

/** All roles of the test run have the superuser's password, which nobody knows beforehand. */
export const testServer = (adminUrl = testAdminUrl()): DatabaseServer => {
  const { hostname, port, password } = new URL(adminUrl);
  return { host: hostname, port: Number(port), password: () => password };
};

/** URLs of the five migrated databases that tests clone; nobody can connect to these. */
export const templateUrls = (adminUrl: string): DatabaseUrls => databaseUrls(testServer(adminUrl));
