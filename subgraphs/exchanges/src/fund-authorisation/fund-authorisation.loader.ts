import { listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows } from '../funds/funds.loader';
import { FundAuthorisation } from './fund-authorisation.entity';

/** By release, in order: two at most. */
export const authorisationsOfReleaseLoader = (scope: RequestScope) =>
  listLoader<FundAuthorisation>(async (ids) => {
    const rows = await fundRows(scope, FundAuthorisation, ids, 'releaseId');
    const ordered = rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    return ordered.map((value) => ({ key: value.releaseId, value }));
  });
