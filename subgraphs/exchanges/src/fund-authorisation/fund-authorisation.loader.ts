import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { FundAuthorisation } from './fund-authorisation.entity';

/** By release, in order: two at most. */
export const authorisationsOfReleaseLoader = ({ db, viewer }: RequestScope) =>
  listLoader<FundAuthorisation>(async (ids) => {
    const rows = await visibleRows(db, FundAuthorisation, visibleFunds(viewer), ids, 'releaseId');
    const ordered = rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    return ordered.map((value) => ({ key: value.releaseId, value }));
  });
