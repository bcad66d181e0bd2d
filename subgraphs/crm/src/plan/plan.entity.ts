import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { User } from '../user/user.entity';

export enum UserPlanName {
  FREE = 'FREE',
  PRO = 'PRO',
  ENTERPRISE = 'ENTERPRISE',
}
registerEnumType(UserPlanName, { name: 'UserPlanName', description: 'What a user pays for; FREE is nothing.' });

/** Every user has one: the database makes it with the user. */
@Entity('user_plans')
@Unique('user_plans_user_id_key', ['userId'])
@Index('user_plans_created_at_idx', ['createdAt', 'id'])
@ObjectType('UserPlan', { description: 'What a user pays for, as Stripe or an administrator last said.' })
@Directive('@key(fields: "id")')
export class UserPlan extends Updatable {
  @ForeignKey(() => User, { name: 'user_plans_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => UserPlanName, { description: 'The plan.' })
  @Column({ type: 'enum', enum: UserPlanName, enumName: 'user_plan_name', name: 'plan_name' })
  planName!: UserPlanName;

  @Field(() => String, { nullable: true, description: 'Who the user is at Stripe; null before the first checkout.' })
  @Column({ type: 'text', name: 'stripe_customer_id', nullable: true })
  stripeCustomerId!: string | null;

  @Field(() => String, { nullable: true, description: 'The subscription at Stripe that decides, or did last.' })
  @Column({ type: 'text', name: 'stripe_subscription_id', nullable: true })
  stripeSubscriptionId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How that subscription stands, in the words of Stripe: `active`, `past_due`, `canceled`.',
  })
  @Column({ type: 'text', nullable: true })
  status!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the period that is paid for began.' })
  @Column({ type: 'timestamptz', name: 'current_period_start', nullable: true })
  currentPeriodStart!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the period that is paid for ends.' })
  @Column({ type: 'timestamptz', name: 'current_period_end', nullable: true })
  currentPeriodEnd!: Date | null;
}

export const UserPlanConnection = connectionOf(UserPlan, 'UserPlan', 'plans of users');
