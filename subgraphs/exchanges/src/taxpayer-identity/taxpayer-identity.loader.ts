import { narrowed } from '@plat/shared/access/scope';
import { listLoader } from '@plat/shared/graphql/list-loader';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Equal } from 'typeorm';
import { visibleFunds } from '../funds/funds.policy';
import { TaxpayerIdentity } from './taxpayer-identity.entity';
import { plainName } from './taxpayer-identity.rules';

export const taxpayerIdentityLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, TaxpayerIdentity, visibleFunds(viewer), ids));

/** By exchange, in the order in which they were recorded. */
export const taxpayersOfExchangeLoader = ({ db, viewer }: RequestScope) =>
  listLoader<TaxpayerIdentity>(async (ids) => {
    const rows = await visibleRows(db, TaxpayerIdentity, visibleFunds(viewer), ids, 'exchangeId');
    return rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).map((value) => ({ key: value.exchangeId, value }));
  });

/** Whether a name is one of an exchange's taxpayers, or the owner of one. */
export async function isTaxpayerName({ db, viewer }: RequestScope, exchangeId: string, name: string): Promise<boolean> {
  const all = await db.find(TaxpayerIdentity, { where: narrowed(visibleFunds<TaxpayerIdentity>(viewer), 'exchangeId', Equal(exchangeId)) });
  return all.some(({ vesting, ownerName }) => [vesting, ownerName ?? ''].some((one) => plainName(one) === plainName(name)));
}
