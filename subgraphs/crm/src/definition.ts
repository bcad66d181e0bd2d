import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import type { Jobs } from '@plat/shared/jobs/job';
import { accessTokenPaths } from './access-token/access-token.internal';
import type { Outside } from './account/account-parts';
import { TIES_IN_EXCHANGES } from './account/contact-ties';
import { apiKeyJobs } from './api-key/api-key.jobs';
import type { CrmConfig } from './config';
import { consumers } from './consumers';
import { createContext } from './context';
import { model } from './data-source';
import { Mailer } from './mail/mailer';
import { notificationJobs } from './notification/notification.jobs';
import { RevocationHub } from './revocation/revocation-hub';
import { schema } from './schema';

/** What a test may put in the place of crm's own. */
export interface CrmParts extends Outside {
  readonly cipher: SecretCipher;
  /** What time it is. */
  readonly clock: () => Date;
  /** Made at each start. */
  readonly hub: () => RevocationHub;
}

/** The service as the code has it; a configuration and a database make it run. */
export const definition = (
  config: Pick<CrmConfig, 'jwtKeys' | 'masterKeys' | 'apiKeyProbes' | 'mail'>,
  {
    cipher = new SecretCipher(config.masterKeys),
    clock = () => new Date(),
    hub = () => new RevocationHub(),
    mailer = new Mailer(config.mail),
    ties = TIES_IN_EXCHANGES,
  }: Partial<CrmParts> = {},
): SubgraphDefinition => ({
  name: 'crm',
  model,
  schema,
  createContext: createContext(config, cipher, clock, { mailer, ties }),
  revocations: (parts) => hub().start(parts),
  jobs: together(apiKeyJobs({ cipher, probes: config.apiKeyProbes, clock }), notificationJobs(clock)),
  consumers,
  internal: accessTokenPaths(clock),
});

const together = (...all: readonly Jobs[]): Jobs => ({
  tasks: Object.assign({}, ...all.map(({ tasks }) => tasks)),
  schedule: all.flatMap(({ schedule = [] }) => schedule),
});
