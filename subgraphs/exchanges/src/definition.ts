import { grantPaths } from '@plat/shared/access/grant-paths';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { together } from '@plat/shared/jobs/job';
import type { ExchangesConfig } from './config';
import { createContext, type ExchangesParts } from './context';
import { model } from './data-source';
import { deadlineJobs } from './deadline-reminder/deadline-reminder.jobs';
import { exchangeJobs } from './exchange/exchange.jobs';
import { participantGrants } from './exchange-participant/exchange-participant.grants';
import { participantPaths } from './exchange-participant/exchange-participant.path';
import { exchangeTaskJobs } from './exchange-task/exchange-task.jobs';
import { existence } from './existence';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param parts others, for tests */
export const definition = (
  { masterKeys }: Pick<ExchangesConfig, 'masterKeys'>,
  { clock = () => new Date(), cipher = new SecretCipher(masterKeys) }: Partial<ExchangesParts> = {},
): SubgraphDefinition => ({
  name: 'exchanges',
  model,
  schema,
  existence,
  createContext: createContext({ clock, cipher }),
  jobs: together(exchangeTaskJobs(clock), deadlineJobs(clock), exchangeJobs(clock)),
  internal: { ...participantPaths, ...grantPaths({ Exchange: participantGrants }) },
});
