import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { fundScope } from '../funds/funds.loader';
import { GainWorksheet } from './gain-worksheet.entity';
import type { GainWorksheetOrder } from './gain-worksheet.input';

const orderings: Orderings<GainWorksheet, GainWorksheetOrder> = {
  REVISION_DESC: { by: 'revision', direction: 'DESC' },
  REVISION_ASC: { by: 'revision', direction: 'ASC' },
};

export const worksheetsOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.worksheets',
    entity: GainWorksheet,
    visible: fundScope,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
