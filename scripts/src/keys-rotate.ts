import { parseEnvironment } from '@plat/shared/config/environment';
import { masterKeys } from '@plat/shared/crypto/master-keys';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { withClient } from '@plat/shared/database/admin-client';
import { runCommand } from './command';
import { readDatabaseUrls, urlVariable } from './database-env';
import { rotateTable } from './keys/rotate';
import { SEALED_TABLES } from './keys/sealed-table';
import { environmentOrRunningStart } from './running-start';

/**
 * `npm run keys:rotate`: encrypts every secret that is not under the first key of PLAT_MASTER_KEYS anew. The services
 * go on meanwhile, with both keys; the old one may leave the list when nothing is under it. Exit code 1 until then.
 */
void runCommand(async () => {
  const env = environmentOrRunningStart(process.env);
  const { PLAT_MASTER_KEYS: keys } = parseEnvironment(env, { PLAT_MASTER_KEYS: masterKeys });
  const urls = readDatabaseUrls(
    env,
    SEALED_TABLES.map(({ service }) => urlVariable(service, 'system')),
  );
  const cipher = new SecretCipher(keys);
  let left = 0;
  for (const sealed of SEALED_TABLES) {
    await withClient(urls[urlVariable(sealed.service, 'system')] as string, async (client) => {
      const outcome = await rotateTable(sealed, { client, cipher, keyId: keys[0].id, onProgress: console.log });
      left += outcome.left;
      for (const id of outcome.unreadable) console.error(`${sealed.table}: ${id} cannot be read with these keys`);
    });
  }
  console.log(`still under an old key: ${left}`);
  if (left > 0) process.exitCode = 1;
});
