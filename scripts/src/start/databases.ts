import { createHmac } from 'node:crypto';
import { withClient } from '@plat/shared/database/admin-client';
import { type RunningPostgres, startPostgres } from '@plat/shared/database/embedded-postgres';
import { migrate } from '@plat/shared/database/migrate';
import { provision } from '@plat/shared/database/provision';
import {
  type DatabaseUrls,
  databaseName,
  databaseUrls,
  ROLES,
  SERVICES,
  type ServiceName,
  type ServiceUrls,
} from '@plat/shared/database/service';
import { SetupError } from '@plat/shared/database/setup-error';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { readDatabaseUrls, urlVariable } from '../database-env';
import { modelOf } from '../service-models';

/** The databases of a start, migrated. */
export interface Databases {
  readonly urls: DatabaseUrls;
  /** The embedded server, if any database is in it. */
  readonly server?: RunningPostgres;
}

/** What marks a database whose demo data are complete; it lives and dies with the database. */
const SEEDED = 'plat demo';

/**
 * @param given databases of the operator's own, by service; the others are in the embedded server
 * @param secret from which the embedded roles' passwords follow
 * @param onServer told of the embedded server as soon as it runs, to stop it whatever happens next
 * @throws SetupError in one sentence
 */
export async function provideDatabases(
  directory: string,
  given: Partial<DatabaseUrls>,
  secret: string,
  onProgress: (message: string) => void,
  onServer: (server: RunningPostgres) => void,
): Promise<Databases> {
  const external = SERVICES.filter((service) => given[service]);
  const server = external.length < SERVICES.length ? await startPostgres({ directory, onProgress }) : undefined;
  if (server) onServer(server);
  try {
    const urls = { ...(server && (await embeddedUrls(server, secret, external, onProgress))), ...given } as DatabaseUrls;
    for (const service of SERVICES) {
      const { migrations } = modelOf(service);
      await migrate(urls[service].owner, { service, migrations, onProgress });
      await migrateJobs(urls[service].system, service);
    }
    return { urls, server };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

/**
 * The databases that the environment names in place of embedded ones, each reached as each of its roles.
 * @throws SetupError for variables that are missing or malformed, and for a database that does not answer
 */
export async function externalDatabases(env: NodeJS.ProcessEnv): Promise<Partial<DatabaseUrls>> {
  const services = SERVICES.filter((service) => ROLES.some((kind) => env[urlVariable(service, kind)]));
  const values = readDatabaseUrls(
    env,
    services.flatMap((service) => ROLES.map((kind) => urlVariable(service, kind))),
  );
  for (const service of services) {
    for (const kind of ROLES) {
      const variable = urlVariable(service, kind);
      await withClient(values[variable] as string, (client) => client.query('SELECT 1')).catch((error: Error) => {
        throw new SetupError(
          `The database of ${service} cannot be reached as ${variable} says (${error.message}): start it, or correct the URL.`,
        );
      });
    }
  }
  return Object.fromEntries(
    services.map((service) => [
      service,
      Object.fromEntries(ROLES.map((kind) => [kind, values[urlVariable(service, kind)]])) as unknown as ServiceUrls,
    ]),
  );
}

async function embeddedUrls(
  server: RunningPostgres,
  secret: string,
  external: readonly ServiceName[],
  onProgress: (message: string) => void,
): Promise<DatabaseUrls> {
  const password = (role: string) => createHmac('sha256', secret).update(role).digest('base64url');
  const urls = databaseUrls({ host: '127.0.0.1', port: server.port, password });
  await dropHalfSeeded(server.adminUrl, external, onProgress);
  await provision(server.adminUrl, urls, onProgress);
  return urls;
}

/** A first start that was killed while it seeded has left data that fit nothing; it begins anew. */
async function dropHalfSeeded(adminUrl: string, external: readonly ServiceName[], onProgress: (message: string) => void): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const names = SERVICES.filter((service) => !external.includes(service)).map(databaseName);
    const { rows } = await client.query<{ datname: string; mark: string | null }>(
      `SELECT datname, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = ANY ($1)`,
      [names],
    );
    if (rows.length === 0 || rows.every(({ mark }) => mark === SEEDED)) return;
    onProgress('An earlier first start was interrupted: making its databases anew');
    for (const { datname } of rows) await client.query(`DROP DATABASE ${client.escapeIdentifier(datname)} WITH (FORCE)`);
  });
}

/** Whether the demo is in the databases already. @throws SetupError when it is in some of them only */
export async function isSeeded(urls: DatabaseUrls): Promise<boolean> {
  const marks = await Promise.all(
    SERVICES.map((service) =>
      withClient(urls[service].owner, async (client) => {
        const { rows } = await client.query<{ mark: string | null }>(
          `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = current_database()`,
        );
        return rows[0]?.mark === SEEDED;
      }),
    ),
  );
  if (new Set(marks).size > 1) {
    const missing = SERVICES.filter((_, index) => !marks[index]);
    throw new SetupError(
      `Only some databases hold the demo (not ${missing.join(', ')}): give Plat the five that belong together, or five empty ones.`,
    );
  }
  return marks[0] as boolean;
}

/** Whether databases that are not ours hold somebody's data, to which no demo may be added. */
export const isInUse = (urls: DatabaseUrls): Promise<boolean> =>
  withClient(urls.crm.system, async (client) => (await client.query('SELECT FROM users LIMIT 1')).rowCount === 1);

/** Notes in each database that its demo data are complete. */
export async function markSeeded(urls: DatabaseUrls): Promise<void> {
  for (const service of SERVICES) {
    await withClient(urls[service].owner, async (client) => {
      const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
      await client.query(`COMMENT ON DATABASE ${client.escapeIdentifier((rows[0] as { name: string }).name)} IS '${SEEDED}'`);
    });
  }
}
