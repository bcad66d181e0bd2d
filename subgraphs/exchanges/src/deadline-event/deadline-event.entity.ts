import { connectionOf } from '@plat/shared/graphql/connection';
import { CivilDate, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { DeadlineKind } from '../exchange-deadline/exchange-deadline.entity';

export enum DeadlineCause {
  RECOMPUTED = 'RECOMPUTED',
  OVERRIDDEN = 'OVERRIDDEN',
  LIFTED = 'LIFTED',
}
registerEnumType(DeadlineCause, {
  name: 'DeadlineCause',
  description: 'Why a deadline was reckoned anew: its dates changed, it was overridden, or an override was lifted.',
});

@Entity('deadline_events')
@Index('deadline_events_exchange_id_idx', { synchronize: false })
@Check('deadline_events_kind_check', `kind IN ('IDENTIFICATION', 'EXCHANGE')`)
@Check('deadline_events_cause_check', `cause IN ('RECOMPUTED', 'OVERRIDDEN', 'LIFTED')`)
@ObjectType('DeadlineEvent', { description: 'One time that a deadline was reckoned anew, with what it was before.' })
export class DeadlineEvent {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'deadline_events_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => DeadlineKind, { description: 'Which deadline.' })
  @Column({ type: 'varchar', length: 20 })
  kind!: DeadlineKind;

  @Field(() => DeadlineCause, { description: 'Why.' })
  @Column({ type: 'varchar', length: 20 })
  cause!: DeadlineCause;

  @Field(() => CivilDate, { nullable: true, description: 'Where the rule had put it.' })
  @Column({ type: 'date', name: 'old_computed_on', nullable: true })
  oldComputedOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'Where the rule puts it now; null when the period has not begun after all.' })
  @Column({ type: 'date', name: 'new_computed_on', nullable: true })
  newComputedOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day that counted before.' })
  @Column({ type: 'date', name: 'old_effective_on', nullable: true })
  oldEffectiveOn!: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'The day that counts from then on.' })
  @Column({ type: 'date', name: 'new_effective_on', nullable: true })
  newEffectiveOn!: string | null;

  @Field(() => String, { description: 'The arithmetic, in a sentence.' })
  @Column({ type: 'text' })
  rule!: string;

  @Column({ type: 'jsonb' })
  inputs!: Readonly<Record<string, unknown>>;

  @Column({ type: 'uuid', name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Field(() => DateTime, { description: 'When.' })
  @Column({ type: 'timestamptz' })
  at!: Date;
}

export const DeadlineEventConnection = connectionOf(DeadlineEvent, 'DeadlineEvent', 'changes of deadlines');
