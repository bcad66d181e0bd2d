import { CardsOfCrm, type ViewerCards } from '@plat/shared/access/viewer-card';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { accessGrantConsumers } from './access-grant/access-grant.consumer';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GRANT_SERVICES, type GrantOwners } from './access-grant/access-grant.owners';
import type { DocumentsSettings } from './config';
import { createContext } from './context';
import { model } from './data-source';
import { nameableDocuments } from './document/document.existence';
import { toldOfDocuments } from './document/document.told';
import { sayAddress } from './download/own-address';
import { SignedUrls } from './download/signed-url';
import { hushExchange } from './exchange/quiet-exchange.consumer';
import { schema } from './schema';

/** What a test may put in the place of documents' own. */
export interface DocumentsParts {
  readonly owners: GrantOwners;
  /** What time it is. */
  readonly clock: () => Date;
  /** What people are called. */
  readonly cards: ViewerCards;
}

/** The service as the code has it; a configuration and a database make it run. @param parts others, for tests */
export const definition = (
  { urlKey, publicUrl, allowedOrigins, trustedProxies }: DocumentsSettings,
  { owners = GRANT_SERVICES, clock = () => new Date(), cards = new CardsOfCrm() }: Partial<DocumentsParts> = {},
): SubgraphDefinition => {
  const urls = new SignedUrls(urlKey, publicUrl, clock);
  return {
    name: 'documents',
    model,
    schema,
    existence: { Document: nameableDocuments(new GrantInquiry(owners)) },
    createContext: createContext({ owners, clock, cards, urls }),
    routes: { add: [sayAddress(urls)], origins: allowedOrigins, trustedProxies },
    consumers: { ...accessGrantConsumers, 'exchange.*': [hushExchange] },
    toldOfEnds: toldOfDocuments,
  };
};
