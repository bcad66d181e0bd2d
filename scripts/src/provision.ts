import { provision } from '@plat/shared/database/provision';
import { runCommand } from './command';
import { readProvisionEnv } from './database-env';

/** `npm run provision`: makes the roles and databases that the environment's URLs name. */
void runCommand(async () => {
  const { admin, urls } = readProvisionEnv(process.env);
  await provision(admin, urls, console.log);
});
