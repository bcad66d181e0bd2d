import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Deal } from '../deal/deal.entity';
import { User } from '../user/user.entity';

/** Written by a trigger on the deals alone, so that no way of changing one leaves it out. */
@Entity('deal_events')
@Index('deal_events_deal_id_idx', ['dealId'])
@Index('deal_events_deal_id_created_at_idx', ['dealId', 'createdAt', 'id'])
@Index('deal_events_created_at_idx', { synchronize: false })
@Index('deal_events_metadata_idx', { synchronize: false })
@Index('deal_events_created_by_idx', ['createdById'])
@ObjectType('DealEvent', { description: 'One thing that became of a deal. It stays as it is.' })
export class DealEvent {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Deal, { name: 'deal_events_deal_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'deal_id' })
  dealId!: string;

  @Field(() => String, {
    description: 'What happened: `CREATED`, `STAGE_CHANGED`, `WON`, `LOST`, `ARCHIVED`, `REOPENED`, or `UPDATED` for all else.',
  })
  @Column({ type: 'text', name: 'event_type' })
  eventType!: string;

  @Field(() => String, { nullable: true, description: 'The same in a sentence; null for `UPDATED`.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      'What changed, by column: `{ "stage": { "from": "proposal", "to": "negotiation" } }`. All events of a deal in their order make it what it is.',
  })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Field(() => DateTime, { description: 'When.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @ForeignKey(() => User, { name: 'deal_events_created_by_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdById!: string | null;
}

export const DealEventConnection = connectionOf(DealEvent, 'DealEvent', 'events of deals');
