import { grantPaths } from '@plat/shared/access/grant-paths';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { createContext } from './context';
import { moveToContact } from './contributor/contributor.consumer';
import { model } from './data-source';
import { existence } from './existence';
import { projectGrants } from './project/project.grants';
import { schema } from './schema';

/** The service as the code has it; a configuration and a database make it run. */
export const definition = (): SubgraphDefinition => ({
  name: 'builds',
  model,
  schema,
  existence,
  createContext,
  consumers: { 'user.contact_linked': [moveToContact] },
  internal: grantPaths({ Project: projectGrants }),
});
