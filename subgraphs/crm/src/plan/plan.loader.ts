import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { UserPlan } from './plan.entity';
import type { UserPlanOrder } from './plan.input';
import { visibleUserPlans } from './plan.policy';

const orderings: Orderings<UserPlan, UserPlanOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  CURRENT_PERIOD_END_ASC: { by: 'currentPeriodEnd', direction: 'ASC', nullable: true },
};

export const userPlanLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, UserPlan, visibleUserPlans, ids));

export const planOfUserLoader = (scope: RequestScope) =>
  loaderByKey<UserPlan>('userId', (ids) => visibleRows(scope, UserPlan, visibleUserPlans, ids, 'userId'));

export const userPlanPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'userPlans', entity: UserPlan, visible: visibleUserPlans, orderings });
