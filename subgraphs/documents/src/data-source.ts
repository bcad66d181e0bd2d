import type { DatabaseModel } from '@plat/shared/database/data-source';
import { AccessGrant } from './access-grant/access-grant.entity';
import { DocumentAccessLog } from './access-log/access-log.entity';
import { BlobRow } from './blob/blob.entity';
import { BlobHold } from './blob/blob-hold.entity';
import { BlobReference } from './blob/blob-reference.entity';
import { DocumentBundle } from './bundle/bundle.entity';
import { Document } from './document/document.entity';
import { DocumentCheckOut } from './document-checkout/document-checkout.entity';
import { DocumentTag } from './document-tag/document-tag.entity';
import { DocumentText } from './document-text/document-text.entity';
import { DocumentTombstone } from './document-tombstone/document-tombstone.entity';
import { DocumentVersion } from './document-version/document-version.entity';
import { Download } from './download/download.entity';
import { LegalHold } from './legal-hold/legal-hold.entity';
import { LegalHoldDocument } from './legal-hold/legal-hold-document.entity';
import { Media } from './media/media.entity';
import { MediaRendition } from './media/media-rendition.entity';
import { CreateIdentityFunctions1795132800000 } from './migrations/1795132800000-create-identity-functions';
import { CreateAccessGrants1795132801000 } from './migrations/1795132801000-create-access-grants';
import { CreateDocuments1795132802000 } from './migrations/1795132802000-create-documents';
import { ProtectDocuments1795132803000 } from './migrations/1795132803000-protect-documents';
import { DeliverEvents1795132860000 } from './migrations/1795132860000-deliver-events';
import { CreateIdempotencyKeys1795132862001 } from './migrations/1795132862001-create-idempotency-keys';
import { GuardReferences1795132863000 } from './migrations/1795132863000-guard-references';
import { MarkDeletions1795132864000 } from './migrations/1795132864000-mark-deletions';
import { RebuildAccessGrants1795132867000 } from './migrations/1795132867000-rebuild-access-grants';
import { ForgetAbsentGrants1795132867001 } from './migrations/1795132867001-forget-absent-grants';
import { FindDueEvents1795132868000 } from './migrations/1795132868000-find-due-events';
import { HushExchanges1795132876000 } from './migrations/1795132876000-hush-exchanges';
import { ShowUploads1795132876200 } from './migrations/1795132876200-show-uploads';
import { CreateBlobs1795132910000 } from './migrations/1795132910000-create-blobs';
import { CreateUploads1795132911000 } from './migrations/1795132911000-create-uploads';
import { CreateDownloads1795132915000 } from './migrations/1795132915000-create-downloads';
import { CreateDocumentVersions1795132920000 } from './migrations/1795132920000-create-document-versions';
import { CheckOutDocuments1795132920010 } from './migrations/1795132920010-check-out-documents';
import { TagDocuments1795132920020 } from './migrations/1795132920020-tag-documents';
import { RestoreDocuments1795132921000 } from './migrations/1795132921000-restore-documents';
import { HoldDocuments1795132922000 } from './migrations/1795132922000-hold-documents';
import { RetainDocuments1795132923000 } from './migrations/1795132923000-retain-documents';
import { BuryDocuments1795132924000 } from './migrations/1795132924000-bury-documents';
import { DetachDocuments1795132924100 } from './migrations/1795132924100-detach-documents';
import { GiveAllOrigins1795132925000 } from './migrations/1795132925000-give-all-origins';
import { ListUnderParents1795132926000 } from './migrations/1795132926000-list-under-parents';
import { LinkProperties1795132926100 } from './migrations/1795132926100-link-properties';
import { ShowProperties1795132926200 } from './migrations/1795132926200-show-properties';
import { ShareDocuments1795132927000 } from './migrations/1795132927000-share-documents';
import { CreateDocumentAccessLogs1795132930000 } from './migrations/1795132930000-create-document-access-logs';
import { NumberPins1795132930010 } from './migrations/1795132930010-number-pins';
import { CreatePinGrants1795132931000 } from './migrations/1795132931000-create-pin-grants';
import { CreatePinThrottles1795132932000 } from './migrations/1795132932000-create-pin-throttles';
import { CreateTemplateVersions1795132935000 } from './migrations/1795132935000-create-template-versions';
import { KeepTemplatesOfTheHouse1795132935010 } from './migrations/1795132935010-keep-templates-of-the-house';
import { CreateGeneratedDocuments1795132936000 } from './migrations/1795132936000-create-generated-documents';
import { CreateDocumentTexts1795132940000 } from './migrations/1795132940000-create-document-texts';
import { SearchDocuments1795132941000 } from './migrations/1795132941000-search-documents';
import { CreateDocumentRenditions1795132942000 } from './migrations/1795132942000-create-document-renditions';
import { CreateDocumentBundles1795132943000 } from './migrations/1795132943000-create-document-bundles';
import { RankNewestMatches1795132944000 } from './migrations/1795132944000-rank-newest-matches';
import { KeepMediaBytes1795132950000 } from './migrations/1795132950000-keep-media-bytes';
import { DrawMedia1795132950010 } from './migrations/1795132950010-draw-media';
import { BoundSpace1795132950020 } from './migrations/1795132950020-bound-space';
import { RetainAfterExchanges1795132950030 } from './migrations/1795132950030-retain-after-exchanges';
import { FindTemplatesInTrash1795132955000 } from './migrations/1795132955000-find-templates-in-trash';
import { PinGrantRow } from './pin/pin-grant.entity';
import { PinThrottle } from './pin/pin-throttle.entity';
import { PropertyDocument } from './property-document/property-document.entity';
import { Rendition } from './rendition/rendition.entity';
import { DocumentRetention } from './retention/document-retention.entity';
import { EndedExchange } from './retention/ended-exchange.entity';
import { RetentionPolicy } from './retention/retention-policy.entity';
import { ShareLink } from './share-link/share-link.entity';
import { ShareLinkDocument } from './share-link/share-link-document.entity';
import { ShareLinkDownload } from './share-link/share-link-download.entity';
import { GeneratedDocument } from './template/generated-document.entity';
import { TemplateVersion } from './template/template-version.entity';
import { StorageUsage } from './upload/storage-usage.entity';
import { Upload } from './upload/upload.entity';
import { UploadAddress } from './upload/upload-address.entity';
import { UploadPartRow } from './upload/upload-part.entity';

export const model = {
  entities: [
    AccessGrant,
    Document,
    DocumentAccessLog,
    DocumentCheckOut,
    DocumentTag,
    DocumentVersion,
    PinGrantRow,
    PinThrottle,
    BlobRow,
    BlobReference,
    BlobHold,
    Download,
    DocumentTombstone,
    LegalHold,
    LegalHoldDocument,
    RetentionPolicy,
    DocumentRetention,
    PropertyDocument,
    Media,
    MediaRendition,
    EndedExchange,
    Upload,
    UploadPartRow,
    UploadAddress,
    StorageUsage,
    TemplateVersion,
    GeneratedDocument,
    ShareLink,
    ShareLinkDocument,
    ShareLinkDownload,
    DocumentText,
    Rendition,
    DocumentBundle,
  ],
  migrations: [
    CreateIdentityFunctions1795132800000,
    CreateAccessGrants1795132801000,
    CreateDocuments1795132802000,
    ProtectDocuments1795132803000,
    DeliverEvents1795132860000,
    CreateIdempotencyKeys1795132862001,
    RebuildAccessGrants1795132867000,
    ForgetAbsentGrants1795132867001,
    FindDueEvents1795132868000,
    GuardReferences1795132863000,
    MarkDeletions1795132864000,
    HushExchanges1795132876000,
    ShowUploads1795132876200,
    CreateBlobs1795132910000,
    CreateUploads1795132911000,
    CreateDownloads1795132915000,
    CreateDocumentVersions1795132920000,
    CheckOutDocuments1795132920010,
    TagDocuments1795132920020,
    RestoreDocuments1795132921000,
    HoldDocuments1795132922000,
    RetainDocuments1795132923000,
    BuryDocuments1795132924000,
    DetachDocuments1795132924100,
    GiveAllOrigins1795132925000,
    ListUnderParents1795132926000,
    LinkProperties1795132926100,
    ShowProperties1795132926200,
    ShareDocuments1795132927000,
    CreateDocumentAccessLogs1795132930000,
    NumberPins1795132930010,
    CreatePinGrants1795132931000,
    CreatePinThrottles1795132932000,
    CreateTemplateVersions1795132935000,
    KeepTemplatesOfTheHouse1795132935010,
    CreateGeneratedDocuments1795132936000,
    CreateDocumentTexts1795132940000,
    SearchDocuments1795132941000,
    CreateDocumentRenditions1795132942000,
    CreateDocumentBundles1795132943000,
    RankNewestMatches1795132944000,
    KeepMediaBytes1795132950000,
    DrawMedia1795132950010,
    BoundSpace1795132950020,
    RetainAfterExchanges1795132950030,
    FindTemplatesInTrash1795132955000,
  ],
} satisfies DatabaseModel;
