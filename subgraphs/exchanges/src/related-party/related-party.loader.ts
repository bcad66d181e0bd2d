import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows } from '../funds/funds.loader';
import { RelatedParty } from './related-party.entity';

export const relatedPartyLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, RelatedParty, ids));

/** By exchange, in the order in which they were recorded. */
export const relatedPartiesOfExchangeLoader = (scope: RequestScope) =>
  listLoader<RelatedParty>(async (ids) => {
    const rows = await fundRows(scope, RelatedParty, ids, 'exchangeId');
    return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });
