import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows } from '../funds/funds.loader';
import { FundAccount } from './fund-account.entity';

export const fundAccountLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, FundAccount, ids));

/** By the exchange: it has one at most. */
export const fundAccountOfExchangeLoader = (scope: RequestScope) =>
  loaderByKey<FundAccount>('exchangeId', (ids) => fundRows(scope, FundAccount, ids, 'exchangeId'));
