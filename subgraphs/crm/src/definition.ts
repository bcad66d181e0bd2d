import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { accessTokenPaths } from './access-token/access-token.internal';
import { apiKeyJobs } from './api-key/api-key.jobs';
import type { CrmConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { RevocationHub } from './revocation/revocation-hub';
import { schema } from './schema';

/**
 * The service as the code has it; a configuration and a database make it run.
 * @param cipher another one, for tests in a hurry @param clock what time it is, for a test to say @param hub likewise
 */
export const definition = (
  config: Pick<CrmConfig, 'jwtKeys' | 'masterKeys' | 'apiKeyProbes'>,
  cipher = new SecretCipher(config.masterKeys),
  clock = () => new Date(),
  hub = () => new RevocationHub(),
): SubgraphDefinition => ({
  name: 'crm',
  model,
  schema,
  createContext: createContext(config, cipher, clock),
  revocations: (parts) => hub().start(parts),
  internal: accessTokenPaths(clock),
  jobs: apiKeyJobs({ cipher, probes: config.apiKeyProbes, clock }),
});
