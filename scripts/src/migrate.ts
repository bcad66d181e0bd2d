import { migrate } from '@plat/shared/database/migrate';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { MIGRATED_SERVICES, modelOf } from './service-models';

/** `npm run migrate`: brings the databases of all services up to date, each as its owner. */
void runCommand(async () => {
  const urls = readDatabaseUrls(process.env, MIGRATED_SERVICES.map((service) => urlVariable(service, 'owner')));
  for (const service of MIGRATED_SERVICES) {
    const ownerUrl = urls[urlVariable(service, 'owner')] as string;
    const ran = await migrate(ownerUrl, { service, migrations: modelOf(service).migrations, onProgress: console.log });
    console.log(`${service}: ${ran.length === 0 ? 'up to date' : `ran ${ran.join(', ')}`}`);
  }
});
