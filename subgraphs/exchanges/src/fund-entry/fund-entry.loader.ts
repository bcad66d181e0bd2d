import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows, fundScope } from '../funds/funds.loader';
import { FundEntry } from './fund-entry.entity';
import type { FundEntryOrder } from './fund-entry.input';

const orderings: Orderings<FundEntry, FundEntryOrder> = {
  SEQ_ASC: { by: 'seq', direction: 'ASC' },
  SEQ_DESC: { by: 'seq', direction: 'DESC' },
  OCCURRED_ON_ASC: { by: 'occurredOn', direction: 'ASC' },
};

export const fundEntryLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, FundEntry, ids));

/** The entry that takes another one back, by the other one. */
export const reversalLoader = (scope: RequestScope) =>
  loaderByKey<FundEntry>('reversesId', (ids) => fundRows(scope, FundEntry, ids, 'reversesId'));

export const entriesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.fundEntries',
    entity: FundEntry,
    visible: fundScope,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
