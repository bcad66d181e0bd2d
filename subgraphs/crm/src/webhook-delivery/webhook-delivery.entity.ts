import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';
import { Webhook } from '../webhook/webhook.entity';

export enum WebhookDeliveryStatus {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
}
registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description:
    'PENDING: it is still to be sent, or sent again; DELIVERED: it was answered with a 2xx; FAILED: it is not sent again by itself.',
});

@Entity('webhook_deliveries')
@Unique('webhook_deliveries_webhook_id_event_id_key', ['webhookId', 'eventId'])
@Index('webhook_deliveries_webhook_id_created_at_idx', { synchronize: false })
@Index('webhook_deliveries_user_id_idx', ['userId'])
@Index('webhook_deliveries_due_idx', { synchronize: false })
@Index('webhook_deliveries_old_idx', { synchronize: false })
@Check('webhook_deliveries_next_check', `(status = 'PENDING') = (next_attempt_at IS NOT NULL)`)
@ObjectType('WebhookDelivery', { description: 'One event on its way to one webhook, and what came of it. It is kept for thirty days.' })
export class WebhookDelivery {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  readonly id!: string;

  @ForeignKey(() => Webhook, { name: 'webhook_deliveries_webhook_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'webhook_id' })
  webhookId!: string;

  /** The webhook's owner, who is always the same. */
  @ForeignKey(() => User, { name: 'webhook_deliveries_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => ID, { description: 'The event, as the header `webhook-id` has it; the same each time that it is sent.' })
  @Column({ type: 'uuid', name: 'event_id' })
  eventId!: string;

  @Field(() => String, { description: 'The type of the event, such as `property.created`.' })
  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Field(() => String, { description: 'What is sent, to the letter: a JSON document.' })
  @Column({ type: 'text' })
  body!: string;

  @Field(() => WebhookDeliveryStatus, { description: 'How far it has come.' })
  @Column({
    type: 'enum',
    enum: WebhookDeliveryStatus,
    enumName: 'webhook_delivery_status',
    default: WebhookDeliveryStatus.PENDING,
  })
  status!: WebhookDeliveryStatus;

  @Field(() => Int, { description: 'How often it was sent.' })
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** From when on its day counts: when it was made, or last sent again by hand. */
  @Column({ type: 'timestamptz', name: 'queued_at', default: () => 'now()' })
  queuedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it is sent next, at the earliest; null unless it is PENDING.' })
  @Column({ type: 'timestamptz', name: 'next_attempt_at', nullable: true, default: () => 'now()' })
  nextAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last sent.' })
  @Column({ type: 'timestamptz', name: 'last_attempt_at', nullable: true })
  lastAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last taken.' })
  @Column({ type: 'timestamptz', name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'How long the last attempt took, in milliseconds.' })
  @Column({ type: 'integer', name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Field(() => Int, { nullable: true, description: 'The HTTP status that the last attempt was answered with; null for no answer.' })
  @Column({ type: 'integer', name: 'response_status', nullable: true })
  responseStatus!: number | null;

  @Field(() => String, { nullable: true, description: 'How the last answer began; at most 1,000 characters.' })
  @Column({ type: 'varchar', length: 1000, name: 'response_excerpt', nullable: true })
  responseExcerpt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there was no answer: `TIMEOUT`, `ADDRESS_REFUSED`, or the code of the connection, such as `ECONNREFUSED`.',
  })
  @Column({ type: 'varchar', length: 50, nullable: true })
  fault!: string | null;

  @Field(() => DateTime, { description: 'When the event happened.' })
  @Column({ type: 'timestamptz', name: 'occurred_at' })
  occurredAt!: Date;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const WebhookDeliveryConnection = connectionOf(WebhookDelivery, 'WebhookDelivery', 'deliveries');
