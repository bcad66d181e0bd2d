import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows } from '../funds/funds.loader';
import { FundReconciliation } from './fund-reconciliation.entity';

/** By account, the latest first. */
export const reconciliationsOfAccountLoader = (scope: RequestScope) =>
  listLoader<FundReconciliation>(async (ids) => {
    const rows = await fundRows(scope, FundReconciliation, ids, 'accountId');
    const latest = rows.sort((a, b) => b.asOf.localeCompare(a.asOf) || b.createdAt.getTime() - a.createdAt.getTime());
    return latest.map((value) => ({ key: value.accountId, value }));
  });
