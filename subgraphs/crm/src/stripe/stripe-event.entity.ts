import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { UserPlanName } from '../plan/plan.entity';

/** APPLIED: it changed a plan. UNCHANGED: it says nothing new. UNBOUND: nobody knows yet whose it is. IGNORED: it is about something else. */
export enum StripeOutcome {
  APPLIED = 'APPLIED',
  UNCHANGED = 'UNCHANGED',
  UNBOUND = 'UNBOUND',
  IGNORED = 'IGNORED',
}

/** Something that happened at Stripe, with what plans follow from. */
@Entity('stripe_events')
@Index('stripe_events_customer_id_idx', ['customerId'])
@Index('stripe_events_user_id_idx', ['userId'])
export class StripeEvent {
  /** Stripe's own id: what comes again is known by it. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'stripe_events_pkey' })
  id!: string;

  @Column({ type: 'text' })
  type!: string;

  /** When it happened, in whole seconds. */
  @Column({ type: 'timestamptz' })
  created!: Date;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;

  @Column({ type: 'enum', enum: StripeOutcome, enumName: 'stripe_outcome' })
  outcome!: StripeOutcome;

  @Column({ type: 'text', name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column({ type: 'text', name: 'subscription_id', nullable: true })
  subscriptionId!: string | null;

  /** Whose it is, where the event says so: by the reference of a checkout, or by the subscription's metadata. */
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Column({ type: 'enum', enum: UserPlanName, enumName: 'user_plan_name', name: 'plan_name', nullable: true })
  planName!: UserPlanName | null;

  @Column({ type: 'text', nullable: true })
  status!: string | null;

  @Column({ type: 'timestamptz', name: 'current_period_start', nullable: true })
  currentPeriodStart!: Date | null;

  @Column({ type: 'timestamptz', name: 'current_period_end', nullable: true })
  currentPeriodEnd!: Date | null;

  /** When the subscription began. */
  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;
}
