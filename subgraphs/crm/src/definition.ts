import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { apiKeyJobs } from './api-key/api-key.jobs';
import type { CrmConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param cipher another one, for tests in a hurry @param clock what time it is, for a test to say */
export const definition = (
  config: Pick<CrmConfig, 'jwtKeys' | 'masterKeys' | 'apiKeyProbes'>,
  cipher = new SecretCipher(config.masterKeys),
  clock = () => new Date(),
): SubgraphDefinition => ({
  name: 'crm',
  model,
  schema,
  createContext: createContext(config, cipher, clock),
  jobs: apiKeyJobs({ cipher, probes: config.apiKeyProbes, clock }),
});
