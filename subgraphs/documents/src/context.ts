import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { GrantInquiry } from './access-grant/access-grant.inquiry';
import { GrantLearning } from './access-grant/access-grant.learning';
import type { GrantOwners } from './access-grant/access-grant.owners';
import { rebuildGrants } from './access-grant/access-grant.rebuild';
import { DocumentEditing } from './document/document.editing';
import { documentLoader, documentPages } from './document/document.loader';
import { DocumentService } from './document/document.service';
import { currentVersionLoader, documentVersionLoader, versionsOfDocumentPages } from './document-version/document-version.loader';
import { DocumentVersionService } from './document-version/document-version.service';

/** All that a resolver of documents may touch, built once for each query and each root field of a mutation. */
export const createContext = (owners: GrantOwners) => {
  const inquiry = new GrantInquiry(owners);
  return (scope: RequestScope) => {
    const learning = new GrantLearning(scope, inquiry);
    const events = new Events(scope);
    const document = documentLoader(scope, learning);
    const loaders = { document, documentVersion: documentVersionLoader(scope), currentVersion: currentVersionLoader(scope) };
    const editing = new DocumentEditing(scope, learning, document);
    return {
      scope,
      loaders,
      pages: { ...documentPages(scope, learning), versionsOfDocument: versionsOfDocumentPages(scope) },
      grants: learning,
      documents: new DocumentService(scope, events, learning, document),
      documentVersions: new DocumentVersionService(scope, events, editing, document),
      rebuildGrants: () => rebuildGrants({ ...scope, owners }),
    };
  };
};

export type DocumentsContext = ReturnType<ReturnType<typeof createContext>>;
