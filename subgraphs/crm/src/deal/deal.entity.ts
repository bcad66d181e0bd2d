import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Lead } from '../lead/lead.entity';
import { Property } from '../property/property.entity';
import { User } from '../user/user.entity';

export enum DealStatus {
  ACTIVE = 'ACTIVE',
  WON = 'WON',
  LOST = 'LOST',
  ARCHIVED = 'ARCHIVED',
}
registerEnumType(DealStatus, { name: 'DealStatus', description: 'Whether a deal is worked on, and how it ended.' });

@Entity('deals')
@Index('deals_property_id_active_key', { synchronize: false })
@Index('deals_user_id_idx', ['userId'])
@Index('deals_status_idx', ['status'])
@Index('deals_stage_idx', ['stage'])
@Index('deals_next_action_due_idx', { synchronize: false })
@Index('deals_lead_id_idx', { synchronize: false })
@Index('deals_property_id_idx', { synchronize: false })
@Index('deals_user_id_status_idx', ['userId', 'status'])
@Index('deals_user_id_stage_idx', ['userId', 'stage'])
@Index('deals_user_id_created_at_idx', { synchronize: false })
@Index('deals_user_id_next_action_due_idx', { synchronize: false })
@Index('deals_user_id_status_covering_idx', { synchronize: false })
@Index('deals_created_at_idx', { synchronize: false })
@Index('deals_title_idx', ['title', 'id'])
@Index('deals_lead_id_created_at_idx', { synchronize: false })
@Index('deals_property_id_created_at_idx', { synchronize: false })
@Check('deals_probability_check', 'probability BETWEEN 0 AND 100')
@Check('deals_won_check', `status <> 'WON' OR probability IS NOT DISTINCT FROM 100`)
@Check('deals_lost_check', `status <> 'LOST' OR probability IS NOT DISTINCT FROM 0`)
@ObjectType('Deal', { description: 'Business that its owner hopes to close, about a lead or a property.' })
@Directive('@key(fields: "id")')
export class Deal extends Updatable {
  /** The owner. Rows are private to it; see deal.policy.ts. */
  @ForeignKey(() => User, { name: 'deals_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @ForeignKey(() => Lead, { name: 'deals_lead_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'lead_id', nullable: true })
  leadId!: string | null;

  @ForeignKey(() => Property, { name: 'deals_property_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'property_id', nullable: true })
  propertyId!: string | null;

  @Field(() => DealStatus, { description: 'Whether it is worked on, and how it ended.' })
  @Column({ type: 'enum', enum: DealStatus, enumName: 'deal_status', default: DealStatus.ACTIVE })
  status!: DealStatus;

  @Field(() => String, {
    description: 'How far it has come, in small letters and underscores: `negotiation`. A deal that ended keeps the last one.',
  })
  @Column({ type: 'text' })
  stage!: string;

  @Field(() => String, { description: 'What the owner calls it.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => Decimal, { nullable: true, description: 'What it is expected to bring, in dollars.' })
  @Column({ type: 'numeric', precision: 12, scale: 2, name: 'estimated_value', nullable: true })
  estimatedValue!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How likely it is won, from 0 to 100: that of its stage, unless the owner said another. 100 once won, 0 once lost.',
  })
  @Column({ type: 'integer', nullable: true })
  probability!: number | null;

  @Field(() => Boolean, { description: 'Whether the owner said how likely it is; then its stage does not.' })
  @Column({ type: 'boolean', name: 'probability_overridden', default: false })
  probabilityOverridden!: boolean;

  @Field(() => CivilDate, { nullable: true, description: 'When it is expected to close.' })
  @Column({ type: 'date', name: 'expected_close_date', nullable: true })
  expectedCloseDate!: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be done next.' })
  @Column({ type: 'text', name: 'next_action', nullable: true })
  nextAction!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'By when that is to be done.' })
  @Column({ type: 'timestamptz', name: 'next_action_due', nullable: true })
  nextActionDue!: Date | null;

  @Field(() => String, { nullable: true, description: 'Notes of the owner.' })
  @Column({ type: 'text', nullable: true })
  notes!: string | null;
}

export const DealConnection = connectionOf(Deal, 'Deal', 'deals');
