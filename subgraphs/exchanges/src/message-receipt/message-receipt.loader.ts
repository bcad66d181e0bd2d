import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { MessageReceipt } from './message-receipt.entity';
import { visibleMessageReceipts } from './message-receipt.policy';

export const messageReceiptLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, MessageReceipt, visibleMessageReceipts, ids));

/** The receipts of messages, one for each reader, the first ones first. */
export const receiptsOfMessageLoader = (scope: RequestScope) =>
  listLoader(async (ids) => {
    const rows = await visibleRows(scope, MessageReceipt, visibleMessageReceipts, ids, 'messageId');
    return rows
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id.localeCompare(b.id))
      .map((value) => ({ key: value.messageId, value }));
  });
