import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { DealEvent } from './deal-event.entity';
import type { DealEventOrder } from './deal-event.input';
import { eventsOfVisibleDeals } from './deal-event.scope';

const orderings: Orderings<DealEvent, DealEventOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const eventsOfDealPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Deal.events',
    entity: DealEvent,
    visible: eventsOfVisibleDeals,
    orderings,
    parent: 'node.deal_id = parent.id',
  });
