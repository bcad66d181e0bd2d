import { grantPaths } from '@plat/shared/access/grant-paths';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { type Clock, createContext } from './context';
import { model } from './data-source';
import { participantGrants } from './exchange-participant/exchange-participant.grants';
import { participantPaths } from './exchange-participant/exchange-participant.path';
import { existence } from './existence';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. */
export const definition = (now?: Clock): SubgraphDefinition => ({
  name: 'exchanges',
  model,
  schema,
  existence,
  createContext: (scope) => createContext(scope, now),
  internal: { ...participantPaths, ...grantPaths({ Exchange: participantGrants }) },
});
