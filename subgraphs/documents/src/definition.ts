import { CardsOfCrm, type ViewerCards } from '@plat/shared/access/viewer-card';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { together } from '@plat/shared/jobs/job';
import { accessGrantConsumers } from './access-grant/access-grant.consumer';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GRANT_SERVICES, type GrantOwners } from './access-grant/access-grant.owners';
import { blobJobs } from './blob/blob.jobs';
import type { DocumentsSettings } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { nameableDocuments } from './document/document.existence';
import { toldOfDocuments } from './document/document.told';
import { sayAddress } from './download/own-address';
import { SignedUrls } from './download/signed-url';
import { hushExchange } from './exchange/quiet-exchange.consumer';
import { schema } from './schema';
import { type Storages, storagesOf } from './storage/storages';

/** What a test may put in the place of documents' own. */
export interface DocumentsParts {
  readonly owners: GrantOwners;
  /** What time it is. */
  readonly clock: () => Date;
  /** What people are called. */
  readonly cards: ViewerCards;
  /** Where bytes are kept. */
  readonly storages: Storages;
}

/** The service as the code has it; a configuration and a database make it run. @param parts others, for tests */
export const definition = (
  { urlKey, publicUrl, allowedOrigins, trustedProxies, storage, taken }: DocumentsSettings,
  {
    owners = GRANT_SERVICES,
    clock = () => new Date(),
    cards = new CardsOfCrm(),
    storages = storagesOf(storage),
  }: Partial<DocumentsParts> = {},
): SubgraphDefinition => {
  const urls = new SignedUrls(urlKey, publicUrl, clock);
  return {
    name: 'documents',
    model,
    schema,
    existence: { Document: nameableDocuments(new GrantInquiry(owners)) },
    createContext: createContext({ owners, clock, cards, urls, storages, taken }),
    routes: { add: [sayAddress(urls)], origins: allowedOrigins, trustedProxies },
    jobs: together(blobJobs({ storages, clock })),
    consumers: { ...accessGrantConsumers, 'exchange.*': [hushExchange] },
    toldOfEnds: toldOfDocuments,
  };
};
