import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Deal } from './deal.entity';
import type { DealOrder } from './deal.input';
import { visibleDeals } from './deal.policy';

const orderings: Orderings<Deal, DealOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  TITLE_ASC: { by: 'title', direction: 'ASC' },
  NEXT_ACTION_DUE_ASC: { by: 'nextActionDue', direction: 'ASC', nullable: true },
  EXPECTED_CLOSE_DATE_ASC: { by: 'expectedCloseDate', direction: 'ASC', nullable: true },
  ESTIMATED_VALUE_DESC: { by: 'estimatedValue', direction: 'DESC', nullable: true },
};

export const dealLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Deal, visibleDeals, ids));

const deals = { entity: Deal, visible: visibleDeals, orderings };

export const dealPages = (scope: RequestScope) => new Pages(scope, { name: 'deals', ...deals });

export const dealsOfUserPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'User.deals', ...deals, parent: 'node.user_id = parent.id' });

export const dealsOfLeadPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Lead.deals', ...deals, parent: 'node.lead_id = parent.id' });

export const dealsOfPropertyPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Property.deals', ...deals, parent: 'node.property_id = parent.id' });
