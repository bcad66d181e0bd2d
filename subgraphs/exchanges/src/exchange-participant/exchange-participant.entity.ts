import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum ParticipantRole {
  CLIENT = 'CLIENT',
  COORDINATOR = 'COORDINATOR',
  THIRD_PARTY = 'THIRD_PARTY',
  AGENCY = 'AGENCY',
}
registerEnumType(ParticipantRole, { name: 'ParticipantRole', description: 'What somebody is in an exchange.' });

export enum ParticipantPermission {
  VIEW = 'VIEW',
  MESSAGE = 'MESSAGE',
  UPLOAD = 'UPLOAD',
  MANAGE = 'MANAGE',
}
registerEnumType(ParticipantPermission, {
  name: 'ParticipantPermission',
  description: 'What a participant may do in an exchange, as far as the role allows it.',
});

@Entity('exchange_participants')
@Unique('exchange_participants_exchange_contact_role_key', ['exchangeId', 'contactId', 'role'])
@Index('exchange_participants_contact_id_idx', ['contactId'])
@Index('exchange_participants_active_contact_id_idx', { synchronize: false })
@ObjectType('ExchangeParticipant', { description: 'One role of one person in one exchange; all rights in it come from here.' })
@Directive('@key(fields: "id")')
export class ExchangeParticipant extends Updatable {
  @ForeignKey(() => Exchange, { name: 'exchange_participants_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: string;

  @Field(() => ParticipantRole, { description: 'What the person is in the exchange.' })
  @Column({ type: 'enum', enum: ParticipantRole, enumName: 'participant_role' })
  role!: ParticipantRole;

  @Field(() => [ParticipantPermission], { description: 'What the person may do in this role; never more than the role allows.' })
  @Column({ type: 'enum', enum: ParticipantPermission, enumName: 'participant_permission', array: true })
  permissions!: ParticipantPermission[];

  @Column({ type: 'uuid', name: 'assigned_by', nullable: true })
  assignedById!: string | null;

  @Field(() => DateTime, { description: 'When the person was assigned.' })
  @Column({ type: 'timestamptz', name: 'assigned_at', default: () => 'now()' })
  assignedAt!: Date;

  @Field(() => Boolean, { description: 'Whether the person takes part; false ends all rights of this role at once.' })
  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the person reads what was said before joining; what is said afterwards is read in any case.',
  })
  @Column({ type: 'boolean', name: 'sees_history', default: true })
  seesHistory!: boolean;

  @Field(() => Boolean, {
    description:
      'Of a client, whether it signs for the taxpayer: the exchange was opened for it, or an administrator added or confirmed it.',
  })
  @Column({ type: 'boolean', name: 'is_confirmed', default: false })
  isConfirmed!: boolean;

  /** The last message when the person joined, as the database notes it. */
  @Column({ type: 'bigint', name: 'joined_seq', default: 0, insert: false, update: false, select: false })
  joinedSeq!: string;
}

export const ExchangeParticipantConnection = connectionOf(ExchangeParticipant, 'ExchangeParticipant', 'participants');
