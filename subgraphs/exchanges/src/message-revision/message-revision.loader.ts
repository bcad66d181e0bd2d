import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { MessageRevision } from './message-revision.entity';
import { visibleMessageRevisions } from './message-revision.policy';

/** The earlier words of messages, the first ones first. */
export const messageRevisionsLoader = (scope: RequestScope) =>
  listLoader(async (ids) => {
    const rows = await visibleRows(scope, MessageRevision, visibleMessageRevisions, ids, 'messageId');
    return rows.sort((a, b) => a.version - b.version).map((value) => ({ key: value.messageId, value }));
  });
