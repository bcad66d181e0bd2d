import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { UserPlan, UserPlanConnection } from './plan.entity';
import { SetUserPlanInput, UserPlanPageArgs } from './plan.input';

@Resolver(() => UserPlan)
export class UserPlanResolver {
  @Query(() => UserPlan, { nullable: true, description: 'The plan of a user by its own id; null when there is none that you may see.' })
  userPlan(@Arg('id', () => ID, { description: 'The id of the plan.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.userPlan.load(id);
  }

  @Query(() => UserPlanConnection, { nullable: true, description: 'Plans that you may see: your own, or all as an administrator.' })
  userPlans(@Args(() => UserPlanPageArgs) args: UserPlanPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.userPlans.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Whose plan it is.' })
  user(@Root() { userId }: UserPlan, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @Mutation(() => UserPlan, { nullable: true, description: 'Gives a user another plan, without Stripe; for administrators.' })
  setUserPlan(
    @Arg('input', () => SetUserPlanInput, { description: 'Which user, and which plan.' }) input: SetUserPlanInput,
    @Ctx() { userPlans }: CrmContext,
  ) {
    return userPlans.set(input);
  }
}

/** What a plan adds to a user. */
@Resolver(() => User)
export class PlanOfUserResolver {
  @FieldResolver(() => UserPlan, { nullable: true, description: 'What the user pays for.' })
  plan(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return loaders.planOfUser.load(id);
  }
}
