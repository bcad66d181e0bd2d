import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessLog } from './access-log/access-log.reference';
import { AccessLogResolver, DocumentAccessLogsResolver } from './access-log/access-log.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { resolveDocumentVersion } from './document-version/document-version.reference';
import { DocumentVersionResolver, VersionedDocumentResolver } from './document-version/document-version.resolver';
import { DocumentDownloadResolver, VersionDownloadResolver } from './download/download.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { TemplateResolver } from './template/template.resolver';
import { resolveTemplateVersion } from './template/template-version.reference';
import { GeneratedDocumentResolver, TemplateDocumentResolver, TemplateVersionResolver } from './template/template-version.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of documents. */
export const schema: SchemaParts = {
  resolvers: [
    DocumentResolver,
    DocumentVersionResolver,
    VersionedDocumentResolver,
    TemplateResolver,
    TemplateVersionResolver,
    TemplateDocumentResolver,
    GeneratedDocumentResolver,
    AccessLogResolver,
    DocumentAccessLogsResolver,
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
    DocumentVersion: resolveDocumentVersion,
    TemplateVersion: resolveTemplateVersion,
  },
  resources: {
    Document: 'document',
    DocumentVersion: 'document',
    DocumentVersionComparison: 'document',
    DocumentVersionDifference: 'document',
    TemplateVersion: 'template',
    GeneratedDocument: 'template',
    TemplateFault: 'template',
    TemplateInspection: 'template',
    TemplatePreview: 'template',
    RenderedTemplate: 'document',
  },
};
