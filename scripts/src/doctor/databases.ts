import { withClient } from '@plat/shared/database/admin-client';
import { assertMigrated } from '@plat/shared/database/migrate';
import { ROLES, type RoleKind, SERVICES, type ServiceName } from '@plat/shared/database/service';
import { assertJobsMigrated } from '@plat/shared/jobs/job-schema';
import type { Client } from 'pg';
import { ADMIN_URL, readDatabaseUrls, urlVariable } from '../database-env';
import { modelOf } from '../service-models';
import { broken, type Finding, good, refusal, type Surroundings } from './finding';

/** A connection as the check of migrations asks it. */
const asSource = (client: Client) =>
  ({ query: async (sql: string) => (await client.query(sql)).rows }) as unknown as Parameters<typeof assertMigrated>[0];

const isAboveWalls = async (client: Client): Promise<boolean> =>
  (await client.query<{ mighty: boolean }>('SELECT rolsuper OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = current_user')).rows[0]
    ?.mighty === true;

/** Whether a role gets in, is bound by row level security, and finds the tables that the code expects. */
async function checkRole(service: ServiceName, kind: RoleKind, url: string): Promise<Finding> {
  const variable = urlVariable(service, kind);
  try {
    return await withClient(url, async (client) => {
      if (await isAboveWalls(client)) {
        return broken(`The role of ${variable} is above row level security`, 'npm run provision, with roles of its own for each service');
      }
      const { migrations } = modelOf(service);
      await assertMigrated(asSource(client), migrations);
      if (kind === 'system') await assertJobsMigrated(asSource(client));
      return good(`${variable} gets in, and its database is migrated`);
    });
  } catch (error) {
    const found = refusal(error, '"npm run provision", then "npm run migrate"');
    return { ...found, says: `${variable}: ${found.says}` };
  }
}

async function checkService(service: ServiceName, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const urls = readDatabaseUrls(
      env,
      ROLES.map((kind) => urlVariable(service, kind)),
    );
    return await Promise.all(ROLES.map((kind) => checkRole(service, kind, urls[urlVariable(service, kind)] as string)));
  } catch (error) {
    const [, ...faults] = (error as Error).message.split('\n').map((line) => line.trim());
    return [
      broken(
        `The database of ${service} is named only in part (${faults.join('; ')})`,
        `set all of ${ROLES.map((kind) => urlVariable(service, kind)).join(', ')}, or none`,
      ),
    ];
  }
}

/** The administrator's URL of `npm run provision`, where it is set. */
async function checkAdmin(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (!env[ADMIN_URL]) return [];
  try {
    const { [ADMIN_URL]: url } = readDatabaseUrls(env, [ADMIN_URL]);
    return [await withClient(url, async () => good(`${ADMIN_URL} gets in`))];
  } catch (error) {
    return [refusal(error)];
  }
}

/** Services whose database is one of the environment's, not the embedded one. */
export const externalServices = (env: NodeJS.ProcessEnv): ServiceName[] =>
  SERVICES.filter((service) => ROLES.some((kind) => env[urlVariable(service, kind)]));

/** Every database that the environment names. */
export async function checkDatabases({ env }: Surroundings): Promise<Finding[]> {
  const found = await Promise.all([checkAdmin(env), ...externalServices(env).map((service) => checkService(service, env))]);
  return found.flat();
}
