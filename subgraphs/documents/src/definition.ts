import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { together } from '@plat/shared/jobs/job';
import { accessGrantConsumers } from './access-grant/access-grant.consumer';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GRANT_SERVICES } from './access-grant/access-grant.owners';
import { blobJobs } from './blob/blob.jobs';
import type { DocumentsConfig } from './config';
import { createContext, type DocumentsParts } from './context';
import { model } from './data-source';
import { nameableDocuments } from './document/document.existence';
import { toldOfDocuments } from './document/document.told';
import { hushExchange } from './exchange/quiet-exchange.consumer';
import { schema } from './schema';
import { storagesOf } from './storage/storages';

/** The service as the code has it; a configuration and a database make it run. @param parts others, for tests */
export const definition = (
  { storage, taken }: Pick<DocumentsConfig, 'storage' | 'taken'>,
  { owners = GRANT_SERVICES, storages = storagesOf(storage), clock = () => new Date() }: Partial<DocumentsParts> = {},
): SubgraphDefinition => ({
  name: 'documents',
  model,
  schema,
  existence: { Document: nameableDocuments(new GrantInquiry(owners)) },
  createContext: createContext({ owners, storages, clock, taken }),
  jobs: together(blobJobs({ storages, clock })),
  consumers: { ...accessGrantConsumers, 'exchange.*': [hushExchange] },
  toldOfEnds: toldOfDocuments,
});
