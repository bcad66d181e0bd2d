import { SecretColumn } from '@plat/shared/database/secret-column';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { ExchangeMessage } from '../exchange-message/exchange-message.entity';

@Entity('message_revisions')
@Unique('message_revisions_message_id_version_key', ['messageId', 'version'])
@ObjectType('MessageRevision', { description: 'What a message said before it was edited or taken back.' })
export class MessageRevision {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => ExchangeMessage, { name: 'message_revisions_message_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Field(() => Int, { description: 'The version of the message that said it.' })
  @Column({ type: 'integer' })
  version!: number;

  @Field(() => String, { description: 'What it said.' })
  @SecretColumn({ type: 'text' })
  content!: string;

  /** Ids of documents. */
  @Column({ type: 'jsonb', name: 'attachments', nullable: true })
  attachmentIds!: string[] | null;

  @Field(() => DateTime, { description: 'Since when it said so.' })
  @Column({ type: 'timestamptz', name: 'said_at' })
  saidAt!: Date;
}
