import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';

/** A row of the chain; what is hashed of it and how stands in audit-log.chain.ts. */
@Entity('audit_logs')
@Unique('audit_logs_event_id_key', ['eventId'])
@Unique('audit_logs_seq_key', ['seq'])
@Index('idx_audit_logs_user_created', { synchronize: false })
@Index('idx_audit_logs_action', { synchronize: false })
@Index('idx_audit_log_details_gin', { synchronize: false })
@Index('audit_logs_created_at_idx', { synchronize: false })
@Index('audit_logs_actor_idx', { synchronize: false })
@Index('audit_logs_entity_idx', { synchronize: false })
@Index('audit_logs_exchange_idx', { synchronize: false })
@Index('audit_logs_about_exchange_idx', { synchronize: false })
@Index('audit_logs_contributor_idx', { synchronize: false })
@ObjectType('AuditLog', { description: 'One thing that happened in some service, as it was recorded. It is never changed or deleted.' })
@Directive('@key(fields: "id")')
export class AuditLog {
  @Field(() => ID, { description: 'The id: that of the event.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Field(() => ID, { nullable: true, description: 'The event that it was made from.' })
  @Column({ type: 'uuid', name: 'event_id', nullable: true })
  eventId!: string | null;

  @Field(() => String, { description: 'The service in which it happened: crm, documents, sync, builds or exchanges.' })
  @Column({ type: 'varchar', length: 50, name: 'source_subgraph' })
  sourceSubgraph!: string;

  /** Who did it, and who reads it therefore; null when that user is deleted. */
  @ForeignKey(() => User, { name: 'audit_logs_user_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Column({ type: 'uuid', name: 'exchange_id', nullable: true })
  exchangeId!: string | null;

  @Column({ type: 'uuid', name: 'contributor_id', nullable: true })
  contributorId!: string | null;

  @Field(() => String, { description: 'What was done, as noun and past verb: `property.created`.' })
  @Column({ type: 'varchar', length: 255 })
  action!: string;

  @Field(() => String, { description: 'What it was done to: `Property`.' })
  @Column({ type: 'varchar', length: 100, name: 'entity_type' })
  entityType!: string;

  @Field(() => String, { nullable: true, description: 'Its id, which may be of something deleted.' })
  @Column({ type: 'text', name: 'entity_id', nullable: true })
  entityId!: string | null;

  @Field(() => Json, { nullable: true, description: 'What else belongs to it, such as ids of other things, by name.' })
  @Column({ type: 'jsonb', nullable: true })
  details!: object | null;

  @Field(() => Json, { nullable: true, description: 'What the changed values were before, by column; secrets are `[redacted]`.' })
  @Column({ type: 'jsonb', name: 'old_values', nullable: true })
  oldValues!: object | null;

  @Field(() => Json, { nullable: true, description: 'What they are since, by column; secrets are `[redacted]`.' })
  @Column({ type: 'jsonb', name: 'new_values', nullable: true })
  newValues!: object | null;

  @Field(() => String, { nullable: true, description: 'The network address that it was asked from.' })
  @Column({ type: 'inet', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser or program called itself.' })
  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'false when somebody tried what they may not, and did not get it.' })
  @Column({ type: 'boolean', default: true })
  success!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it did not succeed.' })
  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Field(() => ID, { nullable: true, description: 'The session in which it was asked.' })
  @Column({ type: 'uuid', name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => String, { nullable: true, description: 'The hash of the row before it; null in the first row alone.' })
  @Column({ type: 'varchar', length: 64, name: 'previous_hash', nullable: true })
  previousHash!: string | null;

  @Field(() => String, { description: 'HMAC-SHA256 over the hash before it and this row, in hexadecimal.' })
  @Column({ type: 'varchar', length: 64 })
  hash!: string;

  @Field(() => BigIntScalar, { description: 'Its place in the log, from 1, without gaps: the order in which events arrived.' })
  @Column({ type: 'bigint' })
  seq!: string;

  @Field(() => ID, { nullable: true, description: 'Who did it; stays when the user is deleted. Null for nobody who was signed in.' })
  @Column({ type: 'uuid', name: 'actor_user_id', nullable: true })
  actorUserId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The exchange that it belongs to; stays when the exchange is deleted.' })
  @Column({ type: 'uuid', name: 'about_exchange_id', nullable: true })
  aboutExchangeId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The contributor that it belongs to; stays when the contributor is deleted.' })
  @Column({ type: 'uuid', name: 'about_contributor_id', nullable: true })
  aboutContributorId!: string | null;
}

export const AuditLogConnection = connectionOf(AuditLog, 'AuditLog', 'entries of the audit log');
