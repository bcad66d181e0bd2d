import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';

export enum ExchangeMessageType {
  TEXT = 'TEXT',
  FILE = 'FILE',
  SYSTEM = 'SYSTEM',
}
registerEnumType(ExchangeMessageType, {
  name: 'ExchangeMessageType',
  description: 'What a message is: words, words with documents, or something that the platform says itself.',
});

/** The driver reads a bigint as text; no exchange comes near the numbers that a double does not hold. */
export const seqColumn = { to: (seq: number) => seq, from: (seq: string | null) => (seq === null ? null : Number(seq)) };

@Entity('messages')
@Unique('messages_exchange_id_seq_key', ['exchangeId', 'seq'])
@Unique('messages_exchange_sender_client_message_key', ['exchangeId', 'senderId', 'clientMessageId'])
@Index('idx_messages_exchange_created', ['exchangeId', 'createdAt'])
@Index('idx_messages_sender', ['senderId'])
@Check('messages_system_check', `is_system_message = (message_type = 'SYSTEM')`)
@ObjectType('ExchangeMessage', { description: 'Something said in an exchange; whoever reads the exchange reads it.' })
@Directive('@key(fields: "id")')
export class ExchangeMessage extends Updatable {
  @ForeignKey(() => Exchange, { name: 'messages_exchange_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'exchange_id' })
  exchangeId!: string;

  @Column({ type: 'uuid', name: 'sender_id', nullable: true })
  senderId!: string | null;

  /** Empty once it is deleted. No event, and so no log, webhook or notification, has it, whoever records one. */
  @SecretColumn({ type: 'text' })
  content!: string;

  @Field(() => ExchangeMessageType, { description: 'Words, words with documents, or something that the platform says itself.' })
  @Column({
    type: 'enum',
    enum: ExchangeMessageType,
    enumName: 'message_type',
    name: 'message_type',
    default: ExchangeMessageType.TEXT,
  })
  messageType!: ExchangeMessageType;

  /** Ids of documents. */
  @Column({ type: 'jsonb', name: 'attachments', nullable: true })
  attachmentIds!: string[] | null;

  @ForeignKey(() => ExchangeMessage, { name: 'messages_reply_to_fkey', onDelete: 'NO ACTION' })
  @Column({ type: 'uuid', name: 'reply_to', nullable: true })
  replyToId!: string | null;

  @Field(() => Boolean, { description: 'Whether the platform says it, and nobody in person.' })
  @Column({ type: 'boolean', name: 'is_system_message', default: false })
  isSystemMessage!: boolean;

  @Field(() => Boolean, { description: 'Whether its sender took it back: it keeps its place, without content.' })
  @Column({ type: 'boolean', name: 'is_deleted', default: false })
  isDeleted!: boolean;

  @Field(() => Int, {
    description: 'Its number in the exchange: 1, 2, 3 and so on without gaps, in the order in which messages were kept.',
  })
  @Column({ type: 'bigint', transformer: seqColumn })
  seq!: number;

  @Column({ type: 'varchar', length: 100, name: 'client_message_id', nullable: true })
  clientMessageId!: string | null;
}

export const ExchangeMessageConnection = connectionOf(ExchangeMessage, 'ExchangeMessage', 'messages');
