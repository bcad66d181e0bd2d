import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ExchangeMessage } from '../exchange-message/exchange-message.entity';

@Entity('message_participants')
@Unique('message_participants_message_id_contact_id_key', ['messageId', 'contactId'])
@Index('message_participants_contact_id_idx', ['contactId'])
@Check('message_participants_order_check', 'read_at IS NULL OR delivered_at <= read_at')
@ObjectType('MessageReceipt', { description: 'That a message reached somebody, and that they read it.' })
@Directive('@key(fields: "id")')
export class MessageReceipt {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => ExchangeMessage, { name: 'message_participants_message_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it reached the person.' })
  @Column({ type: 'timestamptz', name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  @Field(() => DateTime, { description: 'When the receipt was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the person read it; null until then.' })
  @Column({ type: 'timestamptz', name: 'read_at', nullable: true })
  readAt!: Date | null;
}
