import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import type { Outside } from './account/account-parts';
import { UNKNOWN_TIES } from './account/contact-ties';
import { apiKeyJobs } from './api-key/api-key.jobs';
import type { CrmConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { Mailer } from './mail/mailer';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param cipher another one, for tests in a hurry @param clock what time it is, for a test to say @param outside another mailer or another way to ask for contacts' ties */
export const definition = (
  config: Pick<CrmConfig, 'jwtKeys' | 'masterKeys' | 'apiKeyProbes' | 'mail'>,
  cipher = new SecretCipher(config.masterKeys),
  clock = () => new Date(),
  outside: Partial<Outside> = {},
): SubgraphDefinition => ({
  name: 'crm',
  model,
  schema,
  createContext: createContext(config, cipher, clock, { mailer: new Mailer(config.mail), ties: UNKNOWN_TIES, ...outside }),
  jobs: apiKeyJobs({ cipher, probes: config.apiKeyProbes, clock }),
});
