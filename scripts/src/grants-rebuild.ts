import { GRANT_SERVICES } from '@plat/documents/access-grant/access-grant.owners';
import { rebuildGrants } from '@plat/documents/access-grant/access-grant.rebuild';
import { model } from '@plat/documents/data-source';
import { IdentityIssuer } from '@plat/shared/access/identity-token';
import { ServiceClient } from '@plat/shared/access/service-client';
import { parseEnvironment } from '@plat/shared/config/environment';
import { privateKey, readServiceUrls } from '@plat/shared/config/service-config';
import { createDataSource } from '@plat/shared/database/data-source';
import { assertMigrated } from '@plat/shared/database/migrate';
import { SetupError } from '@plat/shared/database/setup-error';
import { createAsSystem } from '@plat/shared/database/system-database';
import { PlatError } from '@plat/shared/errors/plat-error';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { environmentOrRunningStart } from './running-start';

/**
 * `npm run grants:rebuild`: asks the other services for all that is owned and taken part in, in the name of documents, and
 * puts it in documents' access_grants. Services and consumers go on meanwhile. Run again after a failure, it goes on where it ended.
 */
void runCommand(async () => {
  const env = environmentOrRunningStart(process.env);
  const { DOCUMENTS_KEY: key } = parseEnvironment(env, { DOCUMENTS_KEY: privateKey });
  const variable = urlVariable('documents', 'system');
  const url = readDatabaseUrls(env, [variable])[variable] as string;
  const services = new ServiceClient(new IdentityIssuer('documents', key), readServiceUrls(env));
  const source = await createDataSource(url, model, 1, 'plat grants').initialize();
  try {
    await assertMigrated(source, model.migrations);
    await rebuildGrants({ asSystem: createAsSystem(source), services, owners: GRANT_SERVICES }, ({ type, told, removed }) =>
      console.log(`${type}: ${told} grants told, ${removed} removed`),
    );
  } catch (error) {
    if (!(error instanceof PlatError)) throw error;
    throw new SetupError(`${error.message} What was told is kept: run it again, and it goes on there.`);
  } finally {
    await Promise.all([source.destroy(), services.close()]);
  }
});
