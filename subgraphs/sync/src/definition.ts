import { grantPaths } from '@plat/shared/access/grant-paths';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import type { SyncConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { existence } from './existence';
import { platformLinkGrants } from './platform-link/platform-link.grants';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param cipher another one, for tests in a hurry */
export const definition = ({ masterKeys }: Pick<SyncConfig, 'masterKeys'>, cipher = new SecretCipher(masterKeys)): SubgraphDefinition => ({
  name: 'sync',
  model,
  schema,
  existence,
  createContext: createContext(cipher),
  internal: grantPaths({ PlatformLink: platformLinkGrants }),
});
