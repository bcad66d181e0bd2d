import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { AccessGrantService } from './access-grant/access-grant.service';
import { documentLoader, documentPages } from './document/document.loader';
import { DocumentService } from './document/document.service';

/** All that a resolver of documents may touch, built once for each query and each root field of a mutation. */
export const createContext = (scope: RequestScope) => {
  const loaders = { document: documentLoader(scope) };
  const pages = documentPages(scope);
  return {
    scope,
    loaders,
    pages,
    documents: new DocumentService(scope, new Events(scope), new AccessGrantService(scope), loaders.document),
  };
};

export type DocumentsContext = ReturnType<typeof createContext>;
