import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeParticipant, ParticipantPermission } from '../exchange-participant/exchange-participant.entity';

export enum ParticipantEventKind {
  ADDED = 'ADDED',
  PERMISSIONS_CHANGED = 'PERMISSIONS_CHANGED',
  DEACTIVATED = 'DEACTIVATED',
  REACTIVATED = 'REACTIVATED',
}
registerEnumType(ParticipantEventKind, { name: 'ParticipantEventKind', description: 'What happened to somebody’s part in an exchange.' });

/** Written by a trigger on the participants alone, so that no way of changing one leaves it out. */
@Entity('participant_events')
@Index('participant_events_exchange_id_at_idx', ['exchangeId', 'at', 'id'])
@Index('participant_events_participant_id_idx', ['participantId'])
@Index('participant_events_changed_by_idx', ['changedById'])
@ObjectType('ParticipantEvent', { description: 'One change of who takes part in an exchange, and with which rights. It stays as it is.' })
export class ParticipantEvent {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Exchange, { name: 'participant_events_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @ForeignKey(() => ExchangeParticipant, { name: 'participant_events_participant_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'participant_id' })
  participantId!: string;

  @Field(() => ParticipantEventKind, { description: 'What happened.' })
  @Column({ type: 'enum', enum: ParticipantEventKind, enumName: 'participant_event_kind' })
  kind!: ParticipantEventKind;

  @Field(() => [ParticipantPermission], {
    nullable: true,
    description: 'What the person might do until then; null when the part was added.',
  })
  @Column({
    type: 'enum',
    enum: ParticipantPermission,
    enumName: 'participant_permission',
    array: true,
    name: 'old_permissions',
    nullable: true,
  })
  oldPermissions!: ParticipantPermission[] | null;

  @Field(() => [ParticipantPermission], { description: 'What the person may do from then on, while the part is active.' })
  @Column({ type: 'enum', enum: ParticipantPermission, enumName: 'participant_permission', array: true })
  permissions!: ParticipantPermission[];

  @Column({ type: 'uuid', name: 'changed_by', nullable: true })
  changedById!: string | null;

  @Field(() => DateTime, { description: 'When.' })
  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;
}

export const ParticipantEventConnection = connectionOf(ParticipantEvent, 'ParticipantEvent', 'changes of participants');
