import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Exchange, ExchangeStage } from '../exchange/exchange.entity';
import { StageGuard } from '../exchange/exchange.stages';

registerEnumType(StageGuard, { name: 'StageGuard', description: 'What let an exchange pass from one stage to another.' });

const STAGES = `('PENDING', 'IDENTIFICATION', 'REPLACEMENT', 'COMPLETED', 'IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'TERMINATED')`;

@Entity('exchange_stage_events')
@Unique('exchange_stage_events_step_key', ['exchangeId', 'step'])
@Check('exchange_stage_events_stages_check', `from_stage IN ${STAGES} AND to_stage IN ${STAGES} AND from_stage <> to_stage`)
@Check(
  'exchange_stage_events_way_back_check',
  `override_reason IS NOT NULL OR to_stage = 'TERMINATED' OR from_stage NOT IN ('IDENTIFICATION_MISSED', 'EXCHANGE_MISSED', 'COMPLETED', 'TERMINATED')`,
)
@ObjectType('ExchangeStageEvent', { description: 'One step of an exchange from one stage to another.' })
export class ExchangeStageEvent {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'exchange_stage_events_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Field(() => ExchangeStage, { description: 'Where it was.' })
  @Column({ type: 'varchar', length: 50, name: 'from_stage' })
  from!: ExchangeStage;

  @Field(() => ExchangeStage, { description: 'Where it came to.' })
  @Column({ type: 'varchar', length: 50, name: 'to_stage' })
  to!: ExchangeStage;

  @Field(() => StageGuard, { description: 'What let it pass.' })
  @Column({ type: 'varchar', length: 50 })
  guard!: StageGuard;

  @Field(() => String, { nullable: true, description: 'Why it was brought back, or ended; null for steps by rule.' })
  @Column({ type: 'text', name: 'override_reason', nullable: true })
  overrideReason!: string | null;

  @Column({ type: 'uuid', name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Field(() => DateTime, { description: 'When.' })
  @Column({ type: 'timestamptz' })
  at!: Date;

  @Field(() => Int, { description: 'Which step of the exchange it is: 1 for the first.' })
  @Column({ type: 'integer' })
  step!: number;
}

export const ExchangeStageEventConnection = connectionOf(ExchangeStageEvent, 'ExchangeStageEvent', 'steps from stage to stage');
