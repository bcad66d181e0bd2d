import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { onDatabase, withClient } from '../../shared/src/database/admin-client';
import type { RunningPostgres } from '../../shared/src/database/embedded-postgres';
import { provision } from '../../shared/src/database/provision';
import { databaseName, SERVICES } from '../../shared/src/database/service';
import { checkRecording } from '../../shared/src/testing/recording-check';
import {
  startTestServer,
  TEST_ADMIN_URL,
  TEST_DIRECTORY,
  TEST_MIGRATION_FAILURE,
  templateUrls,
} from '../../shared/src/testing/test-server';

const ROOT = join(__dirname, '../..');

declare global {
  /** For the teardown, which jest runs in the same process. */
  var platTestServer: RunningPostgres | undefined;
}

/**
 * Migrates the templates by the command that operators use, in a process of its own: jest loads this file without the
 * condition `source`, by which the subgraphs find our workspaces unbuilt.
 * @returns what went wrong, or nothing; and the services that are migrated
 */
const migrateTemplates = (adminUrl: string): { failure?: string; migrated: string[] } => {
  const urls = templateUrls(adminUrl);
  const variables = Object.fromEntries(
    SERVICES.flatMap((service) => [
      [`${service.toUpperCase()}_OWNER_DATABASE_URL`, urls[service].owner],
      [`${service.toUpperCase()}_SYSTEM_DATABASE_URL`, urls[service].system],
    ]),
  );
  const args = ['--conditions=source', '--import=tsx', join(ROOT, 'scripts/src/migrate.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    encoding: 'utf8',
  });
  const migrated = [...stdout.matchAll(/^(\w+): /gm)].map(([, service]) => service as string);
  return status === 0 ? { migrated } : { failure: stderr, migrated };
};

/** Without its template, each test that needs a service's database fails with the reason, and the other tests run. */
const prepare = async (adminUrl: string): Promise<void> => {
  await provision(adminUrl, templateUrls(adminUrl));
  const { failure, migrated } = migrateTemplates(adminUrl);
  if (failure) process.env[TEST_MIGRATION_FAILURE] = failure;
  for (const service of SERVICES) {
    if (migrated.includes(service)) await withClient(onDatabase(adminUrl, databaseName(service)), checkRecording);
  }
  await withClient(adminUrl, async (client) => {
    for (const service of SERVICES) {
      const fit = migrated.includes(service);
      // A template with a session in it cannot be copied.
      await client.query(
        fit ? `ALTER DATABASE ${databaseName(service)} ALLOW_CONNECTIONS false` : `DROP DATABASE ${databaseName(service)}`,
      );
    }
  });
};

/** jest's own answer to Ctrl-C leaves the teardown out. */
const stopOnSignals = (server: RunningPostgres): void => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(code)));
  }
};

/** Starts the one PostgreSQL of a test run, with a migrated template for each service. */
export default async function setUp(): Promise<void> {
  if (process.env[TEST_ADMIN_URL]) {
    throw new Error(`${TEST_ADMIN_URL} is set already, but every run makes a PostgreSQL of its own: unset it.`);
  }
  const server = await startTestServer();
  stopOnSignals(server);
  try {
    await prepare(server.adminUrl);
  } catch (error) {
    await server.stop();
    throw error;
  }
  globalThis.platTestServer = server;
  process.env[TEST_ADMIN_URL] = server.adminUrl;
  process.env[TEST_DIRECTORY] = server.directory;
}
