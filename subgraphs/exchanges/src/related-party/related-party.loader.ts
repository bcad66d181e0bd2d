import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { RelatedParty } from './related-party.entity';

export const relatedPartyLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, RelatedParty, visibleFunds(viewer), ids));

/** By exchange, in the order in which they were recorded. */
export const relatedPartiesOfExchangeLoader = ({ db, viewer }: RequestScope) =>
  listLoader<RelatedParty>(async (ids) => {
    const rows = await visibleRows(db, RelatedParty, visibleFunds(viewer), ids, 'exchangeId');
    return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });
