import type { Connection } from '@plat/shared/graphql/connection';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { type ListArgs, Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { DocumentAccessLog } from './access-log.entity';
import type { DocumentAccessLogOrder } from './access-log.input';
import { assertMayReadAllAccessLogs, visibleAccessLogs } from './access-log.policy';

const orderings: Orderings<DocumentAccessLog, DocumentAccessLogOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

const list = { entity: DocumentAccessLog, visible: visibleAccessLogs, orderings };

export const accessLogLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, DocumentAccessLog, visibleAccessLogs, ids));

/** All there are: no index reads "mine, or of documents of mine" in order, so they are for administrators. */
export class AllAccessLogs extends Pages<DocumentAccessLog> {
  constructor(private readonly scope: RequestScope) {
    super(scope, { name: 'Query.documentAccessLogs', ...list });
  }

  /** @throws PlatError FORBIDDEN for everybody but administrators */
  override async root(args: ListArgs): Promise<Connection<DocumentAccessLog>> {
    assertMayReadAllAccessLogs(this.scope.viewer);
    return super.root(args);
  }
}

export const accessLogPages = (scope: RequestScope) => ({
  accessLogs: new AllAccessLogs(scope),
  accessLogsOfDocument: new Pages(scope, { name: 'Document.accessLogs', ...list, parent: 'node.document_id = parent.id' }),
});
