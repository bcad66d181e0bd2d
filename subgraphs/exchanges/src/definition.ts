import { grantPaths } from '@plat/shared/access/grant-paths';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { together } from '@plat/shared/jobs/job';
import { type Clock, createContext } from './context';
import type { ExchangesConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { deadlineJobs } from './deadline-reminder/deadline-reminder.jobs';
import { participantGrants } from './exchange-participant/exchange-participant.grants';
import { participantPaths } from './exchange-participant/exchange-participant.path';
import { exchangeTaskJobs } from './exchange-task/exchange-task.jobs';
import { existence } from './existence';
import type { FundsTools } from './funds/funds.tools';
import { schema } from './schema';

/** What a test may put in the place of exchanges' own. */
export interface ExchangesParts {
  /** What time it is. */
  readonly clock: Clock;
}

/** The service as the code has it; a configuration and a database make it run. */
export const definition = ({ clock = () => new Date() }: Partial<ExchangesParts> = {}): SubgraphDefinition => ({
/** The service as the code has it; a configuration and a database make it run. @param tools others, for tests */
export const definition = (
  { masterKeys }: Pick<ExchangesConfig, 'masterKeys'>,
  tools: FundsTools = { cipher: new SecretCipher(masterKeys), now: () => new Date() },
): SubgraphDefinition => ({
  name: 'exchanges',
  model,
  schema,
  existence,
  createContext: createContext(clock),
  jobs: together(exchangeTaskJobs(clock), deadlineJobs(clock)),
  createContext: createContext(tools),
  internal: { ...participantPaths, ...grantPaths({ Exchange: participantGrants }) },
});
