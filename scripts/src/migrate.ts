import { migrate } from '@plat/shared/database/migrate';
import type { ServiceName } from '@plat/shared/database/service';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { MIGRATED_SERVICES, modelOf } from './service-models';

const migrateService = async (service: ServiceName, ownerUrl: string, systemUrl: string): Promise<void> => {
  const ran = await migrate(ownerUrl, { service, migrations: modelOf(service).migrations, onProgress: console.log });
  await migrateJobs(systemUrl, service);
  console.log(`${service}: ${ran.length === 0 ? 'up to date' : `ran ${ran.join(', ')}`}`);
};

/**
 * `npm run migrate`: brings the databases of all services up to date, each as its owner, and then its queue of jobs, as the
 * system. One that fails does not keep the others from it: they share nothing.
 */
void runCommand(async () => {
  const urls = readDatabaseUrls(
    process.env,
    MIGRATED_SERVICES.flatMap((service) => [urlVariable(service, 'owner'), urlVariable(service, 'system')]),
  );
  const urlOf = (service: ServiceName, kind: 'owner' | 'system') => urls[urlVariable(service, kind)] as string;
  for (const service of MIGRATED_SERVICES)
    await runCommand(() => migrateService(service, urlOf(service, 'owner'), urlOf(service, 'system')));
});
