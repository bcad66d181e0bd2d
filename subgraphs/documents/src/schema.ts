import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ClientResolver } from './client/client.resolver';
import { Client } from './client/client.stub';
import { DealResolver } from './deal/deal.resolver';
import { resolveDocument } from './document/document.reference';
import { DocumentResolver } from './document/document.resolver';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { InquiryResolver } from './inquiry/inquiry.resolver';
import { LeadResolver } from './lead/lead.resolver';
import { PlatformLinkResolver } from './platform-link/platform-link.resolver';
import { ProjectResolver } from './project/project.resolver';
import { PropertyResolver } from './property/property.resolver';
import { UserResolver } from './user/user.resolver';

/** The public surface of documents. */
export const schema: SchemaParts = {
  resolvers: [
    DocumentResolver,
    UserResolver,
    PropertyResolver,
    ExchangeResolver,
    ProjectResolver,
    PlatformLinkResolver,
    DealResolver,
    LeadResolver,
    InquiryResolver,
    ClientResolver,
  ],
  orphanedTypes: [Client],
  references: { Document: resolveDocument },
  // Of deals and inquiries there is nothing here but their documents.
  resources: { Document: 'document', DocumentRights: 'document', Deal: 'document', Inquiry: 'document' },
};
