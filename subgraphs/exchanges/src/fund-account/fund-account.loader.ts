import { alternativesOf } from '@plat/shared/access/scope';
import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Brackets, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { fundRows, fundScope } from '../funds/funds.loader';
import { FundAccount } from './fund-account.entity';

export const fundAccountLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, FundAccount, ids));

/** By the exchange: it has one at most. */
export const fundAccountOfExchangeLoader = (scope: RequestScope) =>
  loaderByKey<FundAccount>('exchangeId', (ids) => fundRows(scope, FundAccount, ids, 'exchangeId'));

/** The accounts that the viewer reads, for statements that count over them: `id`, `exchange_id` and `closed_on`. */
export function accountsInHand({ db, viewer }: RequestScope): SelectQueryBuilder<FundAccount> {
  const query = db.createQueryBuilder(FundAccount, 'account').select([]);
  query.addSelect('account.id', 'id').addSelect('account.exchangeId', 'exchange_id').addSelect('account.closedOn', 'closed_on');
  const scopes: ObjectLiteral[] = alternativesOf(fundScope<FundAccount>(viewer));
  if (scopes.every((scope) => Object.keys(scope).length > 0)) query.where(new Brackets((either) => either.where(scopes)));
  return query;
}
