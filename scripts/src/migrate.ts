import { migrate } from '@plat/shared/database/migrate';
import type { ServiceName } from '@plat/shared/database/service';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { MIGRATED_SERVICES, modelOf } from './service-models';

const migrateService = async (service: ServiceName, ownerUrl: string): Promise<void> => {
  const ran = await migrate(ownerUrl, { service, migrations: modelOf(service).migrations, onProgress: console.log });
  console.log(`${service}: ${ran.length === 0 ? 'up to date' : `ran ${ran.join(', ')}`}`);
};

/**
 * `npm run migrate`: brings the databases of all services up to date, each as its owner. One that fails does not keep
 * the others from it: they share nothing.
 */
void runCommand(async () => {
  const urls = readDatabaseUrls(
    process.env,
    MIGRATED_SERVICES.map((service) => urlVariable(service, 'owner')),
  );
  for (const service of MIGRATED_SERVICES) await runCommand(() => migrateService(service, urls[urlVariable(service, 'owner')] as string));
});
