import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { inOwnExchanges } from '../exchange/exchange.scope';
import { DeadlineEvent } from './deadline-event.entity';
import type { DeadlineEventOrder } from './deadline-event.input';

const orderings: Orderings<DeadlineEvent, DeadlineEventOrder> = {
  AT_DESC: { by: 'at', direction: 'DESC' },
  AT_ASC: { by: 'at', direction: 'ASC' },
};

export const deadlineHistoryPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.deadlineHistory',
    entity: DeadlineEvent,
    visible: inOwnExchanges,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
