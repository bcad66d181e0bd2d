import { narrowed } from '@plat/shared/access/scope';
import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import { fundRows, fundScope } from '../funds/funds.loader';
import { TaxpayerIdentity } from './taxpayer-identity.entity';
import { plainName } from './taxpayer-identity.rules';

export const taxpayerIdentityLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, TaxpayerIdentity, ids));

/** By exchange, in the order in which they were recorded. */
export const taxpayersOfExchangeLoader = (scope: RequestScope) =>
  listLoader<TaxpayerIdentity>(async (ids) => {
    const rows = await fundRows(scope, TaxpayerIdentity, ids, 'exchangeId');
    return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });

/** Whether a name is one of an exchange's taxpayers, or the owner of one. */
export async function isTaxpayerName({ db, viewer }: RequestScope, exchangeId: string, name: string): Promise<boolean> {
  const all = await db.find(TaxpayerIdentity, { where: narrowed(fundScope<TaxpayerIdentity>(viewer), 'exchangeId', Equal(exchangeId)) });
  return all.some(({ vesting, ownerName }) => [vesting, ownerName ?? ''].some((one) => plainName(one) === plainName(name)));
}
