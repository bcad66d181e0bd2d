import { IDENTITIES_OF_CRM } from '@plat/shared/access/current-identity';
import { NOBODY } from '@plat/shared/access/viewer';
import { CardsOfCrm } from '@plat/shared/access/viewer-card';
import type { SubgraphDefinition } from '@plat/shared/graphql/subgraph';
import { type JobContext, together } from '@plat/shared/jobs/job';
import { accessGrantConsumers } from './access-grant/access-grant.consumer';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GRANT_SERVICES } from './access-grant/access-grant.owners';
import { blobJobs } from './blob/blob.jobs';
import { Blobs } from './blob/blobs';
import { bundleJobs } from './bundle/bundle.jobs';
import { bundleRoute } from './bundle/bundle.route';
import type { DocumentsSettings } from './config';
import { OpenStreams } from './content/open-streams';
import { quietAnswers } from './content/quiet-answers';
import { Reentry } from './content/reentry';
import { createContext, type DocumentsParts } from './context';
import { model } from './data-source';
import { nameableDocuments } from './document/document.existence';
import { toldOfDocuments } from './document/document.told';
import { readingTexts } from './document-text/document-text.jobs';
import { keptDocuments } from './document-trash/document-keeping';
import { documentTrashJobs } from './document-trash/document-trash.jobs';
import { downloadJobs } from './download/download.jobs';
import { downloadRoute } from './download/download.route';
import { sayAddress } from './download/own-address';
import { SignedUrls } from './download/signed-url';
import { hushExchange } from './exchange/quiet-exchange.consumer';
import { fileJobs } from './file-worker/look-into.jobs';
import { mediaRoute } from './media/media.route';
import { pinJobs } from './pin/pin.jobs';
import { askCrmAboutPassword } from './pin/pin.password';
import { PinHash } from './pin/pin-hash';
import { drawingMedia, drawingThumbnails } from './rendition/rendition.jobs';
import { thumbnailRoute } from './rendition/thumbnail.route';
import { noteExchangeEnd } from './retention/ended-exchange.consumer';
import { retentionJobs } from './retention/retention-policy.jobs';
import { schema } from './schema';
import { shareRoutes } from './share-link/share-link.route';
import { storagesOf } from './storage/storages';
import { GRAPH_OF_SERVICES } from './template/template.graph';
import { KEYS_OF_PARTS, uploadJobs } from './upload/upload.jobs';
import { uploadRoutes } from './upload/upload.route';

/** The service as the code has it; a configuration and a database make it run. @param parts others, for tests */
export const definition = (
  { urlKey, pinPepper, publicUrl, allowedOrigins, trustedProxies, storage, taken, limits }: DocumentsSettings,
  {
    owners = GRANT_SERVICES,
    storages = storagesOf(storage),
    clock = () => new Date(),
    cards = new CardsOfCrm(),
    graph = GRAPH_OF_SERVICES,
    pinHash = new PinHash(pinPepper),
    look = askCrmAboutPassword,
    streams = new OpenStreams(),
    identities = IDENTITIES_OF_CRM,
  }: Partial<DocumentsParts> = {},
): SubgraphDefinition => {
  const reentry = new Reentry();
  const urls = new SignedUrls(urlKey, publicUrl, clock);
  /** Bytes as the service itself has them: it keeps pictures that it has drawn. */
  const blobs = ({ asSystem }: JobContext) => new Blobs({ storages, asSystem, viewer: NOBODY, clock, taken: ['webp'] });
  return {
    name: 'documents',
    model,
    schema,
    existence: { Document: nameableDocuments(new GrantInquiry(owners)) },
    createContext: createContext({ owners, storages, clock, cards, graph, pinHash, look, urls, taken, limits, reentry, identities }),
    jobs: together(
      blobJobs({ storages, clock, notedElsewhere: KEYS_OF_PARTS }),
      uploadJobs({ storages, clock }),
      downloadJobs(clock),
      pinJobs(clock),
      documentTrashJobs({ storages, taken, cards, clock }),
      retentionJobs,
      fileJobs([readingTexts(blobs), drawingThumbnails(blobs), drawingMedia(blobs)], clock),
      bundleJobs(clock),
    ),
    routes: {
      add: [
        quietAnswers,
        reentry.attach,
        sayAddress(urls),
        downloadRoute({ urls, streams }),
        uploadRoutes(urls),
        shareRoutes({ urls, streams, clock }),
        thumbnailRoute({ urls, streams }),
        mediaRoute({ urls, streams }),
        bundleRoute({ urls, streams }),
      ],
      origins: allowedOrigins,
      trustedProxies,
    },
    consumers: { ...accessGrantConsumers, 'exchange.*': [hushExchange, noteExchangeEnd] },
    toldOfEnds: toldOfDocuments,
    keptAtEnds: keptDocuments(clock),
  };
};
