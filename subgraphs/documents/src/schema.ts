import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessLog } from './access-log/access-log.reference';
import { AccessLogResolver, DocumentAccessLogsResolver } from './access-log/access-log.resolver';
import { DuplicatesResolver } from './document/document.duplicates.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { resolveDocumentVersion } from './document-version/document-version.reference';
import { DocumentVersionResolver, VersionedDocumentResolver } from './document-version/document-version.resolver';
import { DocumentDownloadResolver, VersionDownloadResolver } from './download/download.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { UploadResolver } from './upload/upload.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of documents. */
export const schema: SchemaParts = {
  resolvers: [
    DocumentResolver,
    DocumentVersionResolver,
    VersionedDocumentResolver,
    AccessLogResolver,
    DocumentAccessLogsResolver,
    DocumentDownloadResolver,
    VersionDownloadResolver,
    UserResolver,
    PropertyResolver,
    ExchangeResolver,
    ProjectResolver,
    PlatformLinkResolver,
    UploadResolver,
    DuplicatesResolver,
  ],
  secretFields: { startUpload: 'ask for `uploads`, which has what was started' },
  references: { Document: resolveDocument, DocumentAccessLog: resolveAccessLog, DocumentVersion: resolveDocumentVersion },
  resources: {
    Document: 'document',
    DocumentVersion: 'document',
    DocumentVersionComparison: 'document',
    DocumentVersionDifference: 'document',
    Upload: 'document',
    UploadPart: 'document',
  },
};
