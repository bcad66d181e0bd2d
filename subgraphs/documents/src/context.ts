import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GrantLearning } from './access-grant/access-grant.learning';
import type { GrantOwners } from './access-grant/access-grant.owners';
import { rebuildGrants } from './access-grant/access-grant.rebuild';
import { Blobs } from './blob/blobs';
import { documentLoader, documentPages } from './document/document.loader';
import { DocumentService } from './document/document.service';
import type { Storages } from './storage/storages';

/** What a context is made of, and what a test may put in the place of documents' own. */
export interface DocumentsParts {
  readonly owners: GrantOwners;
  readonly storages: Storages;
  readonly clock: () => Date;
  /** Extensions of the files that are taken. */
  readonly taken: readonly string[];
}

/** All that a resolver of documents may touch, built once for each query and each root field of a mutation. */
export const createContext = ({ owners, storages, clock, taken }: DocumentsParts) => {
  const inquiry = new GrantInquiry(owners);
  return (scope: RequestScope) => {
    const learning = new GrantLearning(scope, inquiry);
    const loaders = { document: documentLoader(scope, learning) };
    return {
      scope,
      loaders,
      pages: documentPages(scope, learning),
      grants: learning,
      blobs: new Blobs({ storages, asSystem: scope.asSystem, viewer: scope.viewer, clock, taken }),
      documents: new DocumentService(scope, new Events(scope), learning, loaders.document),
      rebuildGrants: () => rebuildGrants({ ...scope, owners }),
    };
  };
};

export type DocumentsContext = ReturnType<ReturnType<typeof createContext>>;
