import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { accessGrantConsumers } from './access-grant/access-grant.consumer';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GRANT_SERVICES, type GrantOwners } from './access-grant/access-grant.owners';
import { createContext } from './context';
import { model } from './data-source';
import { nameableDocuments } from './document/document.existence';
import { toldOfDocuments } from './document/document.told';
import { hushExchange } from './exchange/quiet-exchange.consumer';
import { schema } from './schema';

/** What a test may put in the place of documents' own. */
export interface DocumentsParts {
  readonly owners: GrantOwners;
}

/** The service as the code has it; a configuration and a database make it run. */
export const definition = ({ owners = GRANT_SERVICES }: Partial<DocumentsParts> = {}): SubgraphDefinition => ({
  name: 'documents',
  model,
  schema,
  existence: { Document: nameableDocuments(new GrantInquiry(owners)) },
  createContext: createContext(owners),
  consumers: { ...accessGrantConsumers, 'exchange.*': [hushExchange] },
  toldOfEnds: toldOfDocuments,
});
