import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { User } from '../user/user.entity';

export enum WebhookStatus {
  ACTIVE = 'ACTIVE',
  DISABLED = 'DISABLED',
}
registerEnumType(WebhookStatus, {
  name: 'WebhookStatus',
  description: 'ACTIVE: events are sent to it; DISABLED: none are, nor are they kept for it.',
});

export enum WebhookDisabledReason {
  OWNER = 'OWNER',
  FAILING = 'FAILING',
  GONE = 'GONE',
  BACKLOG = 'BACKLOG',
}
registerEnumType(WebhookDisabledReason, {
  name: 'WebhookDisabledReason',
  description:
    'OWNER: its owner wanted it so; FAILING: it took nothing for a day; GONE: it answered 410; BACKLOG: it took nothing while 10,000 messages came.',
});

@Entity('webhooks')
@Index('webhooks_user_id_created_at_idx', { synchronize: false })
@Index('webhooks_created_at_idx', { synchronize: false })
@Index('webhooks_event_types_idx', { synchronize: false })
@Index('webhooks_served_at_idx', { synchronize: false })
@Check('webhooks_event_types_check', 'cardinality(event_types) BETWEEN 1 AND 50')
@Check(
  'webhooks_disabled_check',
  `(status = 'DISABLED') = (disabled_reason IS NOT NULL) AND (status = 'DISABLED') = (disabled_at IS NOT NULL)`,
)
@ObjectType('Webhook', {
  description:
    'An address of a user’s to which events are posted, signed. It gets those of which its owner may know. What signs them is shown when it is made, and when it is changed.',
})
@Directive('@key(fields: "id")')
export class Webhook extends Updatable {
  /** The owner. Rows are private to it; see webhook.policy.ts. */
  @ForeignKey(() => User, { name: 'webhooks_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => UrlScalar, { description: 'Where events are posted to.' })
  @Column({ type: 'varchar', length: 2048 })
  url!: string;

  @Field(() => String, { nullable: true, description: 'What the owner says of it.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  description!: string | null;

  @Field(() => [String], { description: 'The types of events that it gets: `property.created`, all of a noun as `property.*`, or `*`.' })
  @Column({ type: 'text', name: 'event_types', array: true })
  eventTypes!: string[];

  /** One secret or two, as webhook.secret.ts has them. Written by requests and read by the system alone, which may. */
  @SecretColumn({ type: 'text', name: 'secret_ciphertext', select: false })
  secretCiphertext!: string;

  @SecretColumn({ type: 'text', select: false })
  nonce!: string;

  @SecretColumn({ type: 'text', select: false })
  salt!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when messages are signed with the previous secret, too; null when there was none.',
  })
  @Column({ type: 'timestamptz', name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Field(() => WebhookStatus, { description: 'Whether events are sent to it.' })
  @Column({ type: 'enum', enum: WebhookStatus, enumName: 'webhook_status', default: WebhookStatus.ACTIVE })
  status!: WebhookStatus;

  @Field(() => WebhookDisabledReason, { nullable: true, description: 'Why it is DISABLED; null for one that is ACTIVE.' })
  @Column({ type: 'enum', enum: WebhookDisabledReason, enumName: 'webhook_disabled_reason', name: 'disabled_reason', nullable: true })
  disabledReason!: WebhookDisabledReason | null;

  @Field(() => DateTime, { nullable: true, description: 'Since when it is DISABLED; null for one that is ACTIVE.' })
  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Since when it has taken nothing; null when it took the last message.' })
  @Column({ type: 'timestamptz', name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  /** Attempts in a row that failed. With the time until which it is left alone, its serving and its lease, the system’s alone. */
  @Column({ type: 'integer', default: 0, select: false })
  failures!: number;

  @Column({ type: 'timestamptz', name: 'paused_until', nullable: true, select: false })
  pausedUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'served_at', nullable: true, select: false })
  servedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'leased_until', nullable: true, select: false })
  leasedUntil!: Date | null;
}

export const WebhookConnection = connectionOf(Webhook, 'Webhook', 'webhooks');
