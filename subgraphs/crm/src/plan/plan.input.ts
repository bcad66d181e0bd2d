import { DateTimeFilter, IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { UserPlanName } from './plan.entity';

export enum UserPlanOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  CURRENT_PERIOD_END_ASC = 'CURRENT_PERIOD_END_ASC',
}
registerEnumType(UserPlanOrder, {
  name: 'UserPlanOrder',
  description: 'How a list of plans of users is ordered; rows without the value come last.',
});

@InputType('UserPlanFilter', { description: 'Which plans of users; all conditions must hold.' })
export class UserPlanFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By whose they are.' })
  userId?: IdFilter;

  @Field(() => [UserPlanName], { nullable: true, description: 'One of these plans.' })
  planName?: UserPlanName[];

  @Field(() => StringFilter, { nullable: true, description: 'By how the subscription stands.' })
  status?: StringFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when the period that is paid for ends.' })
  currentPeriodEnd?: DateTimeFilter;
}

@ArgsType()
export class UserPlanPageArgs extends PageArgs {
  @Field(() => UserPlanFilter, { nullable: true, description: 'Which plans of users; all that you may see if not given.' })
  filter?: UserPlanFilter;

  @Field(() => UserPlanOrder, { defaultValue: UserPlanOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: UserPlanOrder;
}

@InputType('SetUserPlanInput', { description: 'The plan that a user is to have.' })
export class SetUserPlanInput {
  @Field(() => ID, { description: 'Which user.' })
  userId!: string;

  @Field(() => Int, { nullable: true, description: 'The version of the plan that the decision was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => UserPlanName, {
    description: 'The plan. It stays until you set another, or the subscription at Stripe comes to mean another.',
  })
  planName!: UserPlanName;
}
