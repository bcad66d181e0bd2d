import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardPostgres, type StartPostgresOptions, startPostgres } from '@plat/shared/database/embedded-postgres';
import { migrate } from '@plat/shared/database/migrate';
import { provision } from '@plat/shared/database/provision';
import { type DatabaseUrls, databaseUrls, SERVICES } from '@plat/shared/database/service';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { modelOf } from '../service-models';
import { type Environments, environmentsOf } from '../start/environments';
import { settlePorts } from '../start/free-ports';
import { provideKeys } from '../start/keys';
import { readOptions } from '../start/options';

/** PostgreSQL itself does not die in trials that kill services, so that nothing hangs on what is on its disk. */
export const NEVER_KILLED = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const ANY_PORT = { PORT: '0', ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_PORT`, '0'])) };

/** Databases of a trial, and a folder for what else it keeps. */
export interface TrialGround {
  readonly urls: DatabaseUrls;
  readonly directory: string;
}

/** Works on empty, provisioned databases of a PostgreSQL of its own, of which nothing is left. */
export async function withDatabases<T>(
  work: (ground: TrialGround) => Promise<T>,
  settings: StartPostgresOptions['settings'] = {},
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'plat-trial-'));
  try {
    const server = await startPostgres({ directory, settings });
    try {
      const { hostname, port, password } = new URL(server.adminUrl);
      const urls = databaseUrls({ host: hostname, port: Number(port), password: () => password });
      await provision(server.adminUrl, urls);
      return await work({ urls, directory });
    } finally {
      await server.stop();
    }
  } finally {
    await discardPostgres(directory);
  }
}

/** The same with the tables of all five services. */
export const withMigrated = <T>(work: (ground: TrialGround) => Promise<T>, settings?: StartPostgresOptions['settings']): Promise<T> =>
  withDatabases(async (ground) => {
    for (const service of SERVICES) {
      await migrate(ground.urls[service].owner, { service, migrations: modelOf(service).migrations });
      await migrateJobs(ground.urls[service].system, service);
    }
    return work(ground);
  }, settings);

/** What the processes of a trial are started with: new keys, and ports that are free. @param env what an operator would set besides */
export async function trialEnvironments({ urls, directory }: TrialGround, env: Readonly<Record<string, string>>): Promise<Environments> {
  const options = await settlePorts(readOptions([], { ...ANY_PORT, PLAT_DIRECTORY: directory }, directory));
  return environmentsOf(options, provideKeys(directory, {}).keys, urls, { LOG_LEVEL: 'silent', ...env });
}
