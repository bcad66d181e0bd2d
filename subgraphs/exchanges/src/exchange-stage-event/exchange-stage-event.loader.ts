import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { inOwnExchanges } from '../exchange/exchange.scope';
import { ExchangeStageEvent } from './exchange-stage-event.entity';
import type { ExchangeStageEventOrder } from './exchange-stage-event.input';

const orderings: Orderings<ExchangeStageEvent, ExchangeStageEventOrder> = {
  STEP_DESC: { by: 'step', direction: 'DESC' },
  STEP_ASC: { by: 'step', direction: 'ASC' },
};

export const stageHistoryPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.stageHistory',
    entity: ExchangeStageEvent,
    visible: inOwnExchanges,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
