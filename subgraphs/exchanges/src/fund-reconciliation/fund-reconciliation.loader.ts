import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { FundReconciliation } from './fund-reconciliation.entity';

/** By account, the latest first. */
export const reconciliationsOfAccountLoader = ({ db, viewer }: RequestScope) =>
  listLoader<FundReconciliation>(async (ids) => {
    const rows = await visibleRows(db, FundReconciliation, visibleFunds(viewer), ids, 'accountId');
    const latest = rows.sort((a, b) => b.asOf.localeCompare(a.asOf) || b.createdAt.getTime() - a.createdAt.getTime());
    return latest.map((value) => ({ key: value.accountId, value }));
  });
