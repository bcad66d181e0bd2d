import { notFound } from '@plat/shared/errors/plat-error';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { administer } from '../user/administration';
import { User } from '../user/user.entity';
import { changePlan } from './plan.change';
import type { UserPlan } from './plan.entity';
import type { SetUserPlanInput } from './plan.input';
import { assertMaySetPlans } from './plan.policy';

/** Plans as administrators decide them; what Stripe says of them is the work of the stripe folder. */
export class UserPlanService {
  constructor(private readonly scope: RequestScope) {}

  /** @throws PlatError FORBIDDEN, NOT_FOUND for the user, or CONFLICT for a stale version */
  async set({ userId, version, planName }: SetUserPlanInput): Promise<UserPlan> {
    assertMaySetPlans(this.scope.viewer);
    return administer(this.scope, async (administration) => {
      const { db } = administration;
      const user = isUuid(userId) ? await db.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } }) : null;
      if (!user) throw notFound('User', userId);
      return changePlan(administration, user.id, { version, changes: { planName } });
    });
  }
}
