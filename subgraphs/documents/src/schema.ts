import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessLog } from './access-log/access-log.reference';
import { AccessLogResolver, DocumentAccessLogsResolver } from './access-log/access-log.resolver';
import { BundleResolver } from './bundle/bundle.resolver';
import { ClientResolver } from './client/client.resolver';
import { Client } from './client/client.stub';
import { DealResolver } from './deal/deal.resolver';
import { DuplicatesResolver } from './document/document.duplicates.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { CheckedOutDocumentResolver, DocumentCheckOutResolver } from './document-checkout/document-checkout.resolver';
import { DocumentTagResolver } from './document-tag/document-tag.resolver';
import { DocumentSearchResolver } from './document-text/document-search.resolver';
import { resolveDocumentTombstone } from './document-tombstone/document-tombstone.reference';
import { DocumentTombstoneResolver } from './document-tombstone/document-tombstone.resolver';
import { DocumentTrashResolver } from './document-trash/document-trash.resolver';
import { resolveDocumentVersion } from './document-version/document-version.reference';
import { DocumentVersionResolver, VersionedDocumentResolver } from './document-version/document-version.resolver';
import { DocumentDownloadResolver, VersionDownloadResolver } from './download/download.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { InquiryResolver } from './inquiry/inquiry.resolver';
import { LeadResolver } from './lead/lead.resolver';
import { resolveLegalHold, resolveLegalHoldDocument } from './legal-hold/legal-hold.reference';
import { LegalHoldDocumentResolver, LegalHoldResolver } from './legal-hold/legal-hold.resolver';
import { resolveMedia } from './media/media.reference';
import { MediaOfPropertyResolver, MediaResolver } from './media/media.resolver';
import { PinResolver } from './pin/pin.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { LinksOfDocumentResolver, LinksOfPropertyResolver, PropertyDocumentResolver } from './property-document/property-document.resolver';
import { ThumbnailResolver } from './rendition/thumbnail.resolver';
import { resolveRetentionPolicy } from './retention/retention-policy.reference';
import { RetainedDocumentResolver, RetentionPolicyResolver } from './retention/retention-policy.resolver';
import { resolveShareLink } from './share-link/share-link.reference';
import { ShareLinkResolver } from './share-link/share-link.resolver';
import { TemplateResolver } from './template/template.resolver';
import { resolveTemplateVersion } from './template/template-version.reference';
import { GeneratedDocumentResolver, TemplateDocumentResolver, TemplateVersionResolver } from './template/template-version.resolver';
import { UploadResolver } from './upload/upload.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of documents. */
export const schema: SchemaParts = {
  resolvers: [
    DocumentResolver,
    DocumentCheckOutResolver,
    CheckedOutDocumentResolver,
    DocumentTagResolver,
    DocumentTrashResolver,
    DocumentTombstoneResolver,
    LegalHoldResolver,
    LegalHoldDocumentResolver,
    RetentionPolicyResolver,
    RetainedDocumentResolver,
    DocumentVersionResolver,
    VersionedDocumentResolver,
    TemplateResolver,
    TemplateVersionResolver,
    TemplateDocumentResolver,
    GeneratedDocumentResolver,
    DocumentSearchResolver,
    ThumbnailResolver,
    BundleResolver,
    AccessLogResolver,
    DocumentAccessLogsResolver,
    PinResolver,
    DocumentDownloadResolver,
    VersionDownloadResolver,
    UserResolver,
    PropertyResolver,
    ExchangeResolver,
    ProjectResolver,
    PlatformLinkResolver,
    DealResolver,
    LeadResolver,
    InquiryResolver,
    ClientResolver,
    PropertyDocumentResolver,
    LinksOfPropertyResolver,
    LinksOfDocumentResolver,
    MediaResolver,
    MediaOfPropertyResolver,
    UploadResolver,
    DuplicatesResolver,
    ShareLinkResolver,
  ],
  orphanedTypes: [Client],
  references: {
    Document: resolveDocument,
    DocumentAccessLog: resolveAccessLog,
    DocumentTombstone: resolveDocumentTombstone,
    DocumentVersion: resolveDocumentVersion,
    LegalHold: resolveLegalHold,
    LegalHoldDocument: resolveLegalHoldDocument,
    RetentionPolicy: resolveRetentionPolicy,
    Media: resolveMedia,
    TemplateVersion: resolveTemplateVersion,
    ShareLink: resolveShareLink,
  },
  secretFields: {
    unlockDocument: 'unlock it again, with a new key',
    startUpload: 'ask for `uploads`, which has what was started',
    createShareLink: 'take the link back and make another one',
    createDocumentBundle: 'make it again, with a new key',
  },
  resources: {
    Document: 'document',
    DocumentCheckOut: 'document',
    DocumentTag: 'document',
    DocumentTagCount: 'document',
    TrashedDocument: 'document',
    DocumentTombstone: 'document',
    DocumentMatch: 'document',
    DocumentSnippet: 'document',
    DocumentSnippetPart: 'document',
    Thumbnail: 'document',
    DocumentBundle: 'document',
    DocumentBundleExclusion: 'document',
    DocumentVersion: 'document',
    DocumentVersionComparison: 'document',
    DocumentVersionDifference: 'document',
    DocumentRights: 'document',
    PropertyDocument: 'document',
    Media: 'property',
    // Of inquiries there is nothing here but their documents, and nobody else has them yet.
    Inquiry: 'document',
    Upload: 'document',
    UploadPart: 'document',
    TemplateVersion: 'template',
    GeneratedDocument: 'template',
    TemplateFault: 'template',
    TemplateInspection: 'template',
    TemplatePreview: 'template',
    RenderedTemplate: 'document',
  },
};
