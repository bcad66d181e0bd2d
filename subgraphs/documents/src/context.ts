import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GrantLearning } from './access-grant/access-grant.learning';
import type { GrantOwners } from './access-grant/access-grant.owners';
import { rebuildGrants } from './access-grant/access-grant.rebuild';
import { documentLoader, documentPages } from './document/document.loader';
import { DocumentService } from './document/document.service';
import type { SignedUrls } from './download/signed-url';

/** What of a process its requests share. */
export interface ContextParts {
  readonly owners: GrantOwners;
  readonly urls: SignedUrls;
}

/** All that a resolver of documents may touch, built once for each query and each root field of a mutation. */
export const createContext = ({ owners, urls }: ContextParts) => {
  const inquiry = new GrantInquiry(owners);
  return (scope: RequestScope) => {
    const learning = new GrantLearning(scope, inquiry);
    const loaders = { document: documentLoader(scope, learning) };
    return {
      scope,
      loaders,
      pages: documentPages(scope, learning),
      grants: learning,
      urls,
      documents: new DocumentService(scope, new Events(scope), learning, loaders.document),
      rebuildGrants: () => rebuildGrants({ ...scope, owners }),
    };
  };
};

export type DocumentsContext = ReturnType<ReturnType<typeof createContext>>;
