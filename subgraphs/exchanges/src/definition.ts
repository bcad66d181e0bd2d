import { grantPaths } from '@plat/shared/access/grant-paths';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { createContext } from './context';
import { model } from './data-source';
import { deadlineJobs } from './deadline-reminder/deadline-reminder.jobs';
import { participantGrants } from './exchange-participant/exchange-participant.grants';
import { participantPaths } from './exchange-participant/exchange-participant.path';
import { existence } from './existence';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param clock what time it is; a test's own */
export const definition = (clock: () => Date = () => new Date()): SubgraphDefinition => ({
  name: 'exchanges',
  model,
  schema,
  existence,
  jobs: deadlineJobs(clock),
  createContext: createContext(clock),
  internal: { ...participantPaths, ...grantPaths({ Exchange: participantGrants }) },
});
