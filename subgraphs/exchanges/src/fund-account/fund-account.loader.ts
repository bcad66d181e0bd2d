import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { visibleFunds } from '../funds/funds.policy';
import { FundAccount } from './fund-account.entity';

export const fundAccountLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, FundAccount, visibleFunds(viewer), ids));

/** By the exchange: it has one at most. */
export const fundAccountOfExchangeLoader = ({ db, viewer }: RequestScope) =>
  loaderByKey<FundAccount>('exchangeId', (ids) => visibleRows(db, FundAccount, visibleFunds(viewer), ids, 'exchangeId'));
