import { grantPaths } from '@plat/shared/access/grant-paths';
import { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import type { ExchangesConfig } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { participantGrants } from './exchange-participant/exchange-participant.grants';
import { participantPaths } from './exchange-participant/exchange-participant.path';
import { existence } from './existence';
import type { FundsTools } from './funds/funds.tools';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. @param tools others, for tests */
export const definition = (
  { masterKeys }: Pick<ExchangesConfig, 'masterKeys'>,
  tools: FundsTools = { cipher: new SecretCipher(masterKeys), now: () => new Date() },
): SubgraphDefinition => ({
  name: 'exchanges',
  model,
  schema,
  existence,
  createContext: createContext(tools),
  internal: { ...participantPaths, ...grantPaths({ Exchange: participantGrants }) },
});
