import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessLog } from './access-log/access-log.reference';
import { AccessLogResolver, DocumentAccessLogsResolver } from './access-log/access-log.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { CheckedOutDocumentResolver, DocumentCheckOutResolver } from './document-checkout/document-checkout.resolver';
import { DocumentTagResolver } from './document-tag/document-tag.resolver';
import { resolveDocumentTombstone } from './document-tombstone/document-tombstone.reference';
import { DocumentTombstoneResolver } from './document-tombstone/document-tombstone.resolver';
import { DocumentTrashResolver } from './document-trash/document-trash.resolver';
import { resolveDocumentVersion } from './document-version/document-version.reference';
import { DocumentVersionResolver, VersionedDocumentResolver } from './document-version/document-version.resolver';
import { DocumentDownloadResolver, VersionDownloadResolver } from './download/download.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveLegalHold, resolveLegalHoldDocument } from './legal-hold/legal-hold.reference';
import { LegalHoldDocumentResolver, LegalHoldResolver } from './legal-hold/legal-hold.resolver';
import { PinResolver } from './pin/pin.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { resolveRetentionPolicy } from './retention/retention-policy.reference';
import { RetainedDocumentResolver, RetentionPolicyResolver } from './retention/retention-policy.resolver';
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
  ],
  references: {
    Document: resolveDocument,
    DocumentAccessLog: resolveAccessLog,
    DocumentTombstone: resolveDocumentTombstone,
    DocumentVersion: resolveDocumentVersion,
    LegalHold: resolveLegalHold,
    LegalHoldDocument: resolveLegalHoldDocument,
    RetentionPolicy: resolveRetentionPolicy,
  },
  secretFields: { unlockDocument: 'unlock it again, with a new key' },
  resources: {
    Document: 'document',
    DocumentCheckOut: 'document',
    DocumentTag: 'document',
    DocumentTagCount: 'document',
    DocumentVersion: 'document',
    DocumentVersionComparison: 'document',
    DocumentVersionDifference: 'document',
  },
};
