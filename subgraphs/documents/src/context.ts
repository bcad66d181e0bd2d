import type { CurrentIdentities } from '@plat/shared/access/current-identity';
import type { ViewerCards } from '@plat/shared/access/viewer-card';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GrantLearning } from './access-grant/access-grant.learning';
import type { GrantOwners } from './access-grant/access-grant.owners';
import { rebuildGrants } from './access-grant/access-grant.rebuild';
import { AccessLog } from './access-log/access-log';
import { accessLogLoader, accessLogPages } from './access-log/access-log.loader';
import { Blobs } from './blob/blobs';
import { ownBundleOf } from './bundle/bundle.loader';
import { BundleService } from './bundle/bundle.service';
import { ContentDoor } from './content/content.door';
import type { OpenStreams } from './content/open-streams';
import type { Reentry } from './content/reentry';
import { duplicateLoader } from './document/document.duplicates.loader';
import { DocumentEditing } from './document/document.editing';
import { documentLoader, documentPages } from './document/document.loader';
import { documentRights, trashRights } from './document/document.rights';
import { DocumentService } from './document/document.service';
import { documentCheckOutLoader } from './document-checkout/document-checkout.loader';
import { DocumentCheckOutService } from './document-checkout/document-checkout.service';
import { countedTags, tagsOfDocumentLoader } from './document-tag/document-tag.loader';
import { DocumentTagService } from './document-tag/document-tag.service';
import { DocumentSearch } from './document-text/document-text.search.service';
import { snippetLoader } from './document-text/document-text.snippet.loader';
import { documentTombstoneLoader, documentTombstonePages } from './document-tombstone/document-tombstone.loader';
import { trashedDocumentPages } from './document-trash/document-trash.loader';
import { DocumentTrashService } from './document-trash/document-trash.service';
import { currentVersionLoader, documentVersionLoader, versionsOfDocumentPages } from './document-version/document-version.loader';
import { DocumentVersionService } from './document-version/document-version.service';
import { DownloadNotes } from './download/download.notes';
import { DownloadService } from './download/download.service';
import type { SignedUrls } from './download/signed-url';
import { legalHoldDocumentLoader, legalHoldLoader, legalHoldPages } from './legal-hold/legal-hold.loader';
import { LegalHoldService } from './legal-hold/legal-hold.service';
import { MediaDownloads } from './media/media.downloads';
import { mediaLoader, mediaOfPropertyPages } from './media/media.loader';
import { MediaService } from './media/media.service';
import { SentMedia } from './media/media.upload';
import { mediaRenditionLoader } from './media/media-rendition.loader';
import { PinGate } from './pin/pin.gate';
import type { LookAtPassword } from './pin/pin.password';
import { pinServices } from './pin/pin.services';
import type { PinHash } from './pin/pin-hash';
import { propertyDocumentsBy } from './property-document/property-document.loader';
import { PropertyDocumentService } from './property-document/property-document.service';
import { renditionLoader } from './rendition/rendition.loader';
import { ThumbnailService } from './rendition/thumbnail.service';
import { retentionLoader, retentionPolicyLoader, retentionPolicyPages } from './retention/retention-policy.loader';
import { RetentionPolicyService } from './retention/retention-policy.service';
import { documentsOfShareLinkLoader, shareLinkLoader, shareLinkPages } from './share-link/share-link.loader';
import { ShareLinkService } from './share-link/share-link.service';
import { ShareVisits } from './share-link/share-link.visits';
import type { Storages } from './storage/storages';
import type { TemplateGraph } from './template/template.graph';
import { TemplateService } from './template/template.service';
import { generatedDocumentLoader, templateVersionLoader, templateVersionPages } from './template/template-version.loader';
import { PersonalSpace } from './upload/personal-space';
import { SentDocument } from './upload/upload.document';
import type { UploadLimits } from './upload/upload.limits';
import { arrivedParts, openUploads, uploadLoader } from './upload/upload.loader';
import { UploadService } from './upload/upload.service';
import { signedPart } from './upload/upload.urls';

/** What contexts are built with, once for the service; a test may put others in the place of documents' own. */
export interface DocumentsParts {
  readonly owners: GrantOwners;
  readonly storages: Storages;
  /** What time it is. */
  readonly clock: () => Date;
  /** What people are called. */
  readonly cards: ViewerCards;
  /** Where templates get what the graph has. */
  readonly graph: TemplateGraph;
  readonly pinHash: PinHash;
  /** Who looks at the passwords of people. */
  readonly look: LookAtPassword;
  /** What people may who do not ask themselves. */
  readonly identities: CurrentIdentities;
  /** Content on its way to people, and how it is watched. */
  readonly streams: OpenStreams;
}

/** What of its configuration contexts are built with besides. */
export interface ContextSettings {
  readonly urls: SignedUrls;
  /** Extensions of the files that are taken. */
  readonly taken: readonly string[];
  /** What is taken of files and of people. */
  readonly limits: UploadLimits;
  readonly reentry: Reentry;
}

/** All that a resolver of documents may touch, built once for each query and each root field of a mutation. */
export const createContext = ({
  owners,
  storages,
  clock,
  cards,
  graph,
  pinHash,
  look,
  urls,
  taken,
  limits,
  reentry,
  identities,
}: Omit<DocumentsParts, 'streams'> & ContextSettings) => {
  const inquiry = new GrantInquiry(owners);
  return (scope: RequestScope) => {
    const learning = new GrantLearning(scope, inquiry);
    const events = new Events(scope);
    const document = documentLoader(scope, learning);
    const loaders = {
      document,
      accessLog: accessLogLoader(scope),
      documentVersion: documentVersionLoader(scope),
      currentVersion: currentVersionLoader(scope),
      templateVersion: templateVersionLoader(scope),
      generatedDocument: generatedDocumentLoader(scope),
      documentCheckOut: documentCheckOutLoader(scope, clock),
      tagsOfDocument: tagsOfDocumentLoader(scope),
      documentTombstone: documentTombstoneLoader(scope),
      legalHold: legalHoldLoader(scope),
      legalHoldDocument: legalHoldDocumentLoader(scope),
      retentionPolicy: retentionPolicyLoader(scope),
      retention: retentionLoader(scope),
      media: mediaLoader(scope),
      linksOfProperty: propertyDocumentsBy(scope, 'propertyId'),
      linksOfDocument: propertyDocumentsBy(scope, 'documentId'),
      upload: uploadLoader(scope),
      partsOfUpload: arrivedParts(scope),
      duplicates: duplicateLoader(scope),
      shareLink: shareLinkLoader(scope),
      documentsOfShareLink: documentsOfShareLinkLoader(scope),
      rendition: renditionLoader(scope),
      mediaRendition: mediaRenditionLoader(scope),
    };
    const editing = new DocumentEditing(scope, learning, document, clock);
    const { asSystem, services, viewer } = scope;
    const blobs = new Blobs({ storages, asSystem, viewer, clock, taken });
    const space = new PersonalSpace(limits.person);
    const documents = new DocumentService(scope, events, learning, document, blobs, editing, space);
    const documentVersions = new DocumentVersionService(scope, events, editing, document, blobs, space);
    const accessLog = new AccessLog({ asSystem, services, cards, clock });
    const pinGate = new PinGate({ asSystem, clock, assertCurrent: scope.assertCurrentIdentity });
    const door = { documents: loaders.document, currentVersions: loaders.currentVersion, media: loaders.media, grants: learning };
    const content = new ContentDoor(scope, { ...door, gate: pinGate, log: accessLog, blobs, reentry });
    const propertyMedia = new MediaService(scope, events, learning, loaders.media, blobs);
    return {
      scope,
      loaders,
      pages: {
        ...documentPages(scope, learning),
        ...accessLogPages(scope),
        versionsOfDocument: versionsOfDocumentPages(scope),
        trashedDocuments: trashedDocumentPages(scope),
        documentTombstones: documentTombstonePages(scope),
        retentionPolicies: retentionPolicyPages(scope),
        ...legalHoldPages(scope),
        mediaOfProperty: mediaOfPropertyPages(scope),
        templateVersions: templateVersionPages(scope),
        shareLinks: shareLinkPages(scope),
      },
      grants: learning,
      urls,
      rights: documentRights(scope),
      trashRights: trashRights(scope),
      blobs,
      documents,
      documentVersions,
      uploads: new UploadService({
        scope,
        blobs,
        asDocument: new SentDocument({ scope, editing, documents, versions: documentVersions, loader: document, accessLog }),
        asMedia: new SentMedia(propertyMedia),
        storages,
        clock,
        limits,
        taken,
      }),
      uploadsOfViewer: () => openUploads(scope),
      partUrl: signedPart(urls, viewer, clock),
      content,
      downloads: new DownloadService({ viewer, content, urls }),
      downloadNotes: new DownloadNotes({ asSystem, log: accessLog, clock }),
      templates: new TemplateService(scope, events, { documents, loader: document, editing, content, blobs, graph }),
      editing,
      documentCheckOuts: new DocumentCheckOutService(scope, events, editing, document, loaders.documentCheckOut, accessLog, clock),
      documentTags: new DocumentTagService(scope, events, editing, loaders.tagsOfDocument),
      documentTrash: new DocumentTrashService(scope, editing, document, blobs, accessLog, clock),
      legalHolds: new LegalHoldService(scope, events, learning, clock),
      retentionPolicies: new RetentionPolicyService(scope, events),
      countedTags: (args: Parameters<typeof countedTags>[1]) => countedTags(scope, args),
      propertyDocuments: new PropertyDocumentService(scope, events, learning, document),
      shareLinks: new ShareLinkService({ scope, events, grants: learning, documents: document, accessLog, urls, clock }),
      shareVisits: new ShareVisits({ asSystem, services, identities, accessLog, clock }),
      propertyMedia,
      mediaDownloads: new MediaDownloads({ viewer, content, urls, pictures: loaders.mediaRendition }),
      accessLog,
      pinGate,
      ...pinServices({ scope, grants: learning, documents: document, accessLog, hash: pinHash, look, clock }),
      search: new DocumentSearch(scope, learning),
      snippets: snippetLoader(scope, accessLog),
      thumbnails: new ThumbnailService({ viewer, content, urls, renditions: loaders.rendition }),
      bundles: new BundleService({ scope, events, content, documents: document, urls, clock }),
      ownBundle: ownBundleOf(scope),
      rebuildGrants: () => rebuildGrants({ ...scope, owners }),
    };
  };
};

export type DocumentsContext = ReturnType<ReturnType<typeof createContext>>;
