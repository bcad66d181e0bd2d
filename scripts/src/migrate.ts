import { migrate } from '@plat/shared/database/migrate';
import type { ServiceName } from '@plat/shared/database/service';
import { migrateJobs } from '@plat/shared/jobs/job-schema';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { MIGRATED_SERVICES, modelOf } from './service-models';

const migrateService = async (service: ServiceName, urls: Readonly<Record<string, string>>): Promise<void> => {
  const { migrations } = modelOf(service);
  const ran = await migrate(urls[urlVariable(service, 'owner')] as string, { service, migrations, onProgress: console.log });
  await migrateJobs(urls[urlVariable(service, 'system')] as string, service);
  console.log(`${service}: ${ran.length === 0 ? 'up to date' : `ran ${ran.join(', ')}`}`);
};

/**
 * `npm run migrate`: brings the databases of all services up to date, each as its owner, and then their queues of jobs, as
 * the system. One that fails does not keep the others from it: they share nothing.
 */
void runCommand(async () => {
  const urls = readDatabaseUrls(
    process.env,
    MIGRATED_SERVICES.flatMap((service) => [urlVariable(service, 'owner'), urlVariable(service, 'system')]),
  );
  for (const service of MIGRATED_SERVICES) await runCommand(() => migrateService(service, urls));
});
