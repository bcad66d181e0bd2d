import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { FundEntry } from './fund-entry.entity';
import type { FundEntryOrder } from './fund-entry.input';

const orderings: Orderings<FundEntry, FundEntryOrder> = {
  SEQ_ASC: { by: 'seq', direction: 'ASC' },
  SEQ_DESC: { by: 'seq', direction: 'DESC' },
  OCCURRED_ON_ASC: { by: 'occurredOn', direction: 'ASC' },
};

export const fundEntryLoader = ({ db, viewer }: RequestScope) => loaderById((ids) => visibleRows(db, FundEntry, visibleFunds(viewer), ids));

/** The entry that takes another one back, by the other one. */
export const reversalLoader = ({ db, viewer }: RequestScope) =>
  loaderByKey<FundEntry>('reversesId', (ids) => visibleRows(db, FundEntry, visibleFunds(viewer), ids, 'reversesId'));

export const entriesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.fundEntries',
    entity: FundEntry,
    visible: (viewer) => visibleFunds<FundEntry>(viewer),
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
