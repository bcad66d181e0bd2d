import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { resolveAccessLog } from './access-log/access-log.reference';
import { AccessLogResolver, DocumentAccessLogsResolver } from './access-log/access-log.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of documents. */
export const schema: SchemaParts = {
  resolvers: [
    DocumentResolver,
    AccessLogResolver,
    DocumentAccessLogsResolver,
    UserResolver,
    PropertyResolver,
    ExchangeResolver,
    ProjectResolver,
    PlatformLinkResolver,
  ],
  references: { Document: resolveDocument, DocumentAccessLog: resolveAccessLog },
  resources: { Document: 'document' },
};
