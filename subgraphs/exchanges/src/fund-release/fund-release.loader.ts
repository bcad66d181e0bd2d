import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundRows, fundScope } from '../funds/funds.loader';
import { FundRelease } from './fund-release.entity';
import type { FundReleaseOrder } from './fund-release.input';

const orderings: Orderings<FundRelease, FundReleaseOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const fundReleaseLoader = (scope: RequestScope) => loaderById((ids) => fundRows(scope, FundRelease, ids));

export const releasesOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.releases',
    entity: FundRelease,
    visible: fundScope,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
