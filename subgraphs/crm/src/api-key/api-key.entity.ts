import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { User } from '../user/user.entity';

export enum ApiKeyStatus {
  ACTIVE = 'ACTIVE',
  HEALTHY = 'HEALTHY',
  UNHEALTHY = 'UNHEALTHY',
  INACTIVE = 'INACTIVE',
}
registerEnumType(ApiKeyStatus, {
  name: 'ApiKeyStatus',
  description: 'ACTIVE: in use and not tried yet; HEALTHY and UNHEALTHY: as the last check found it; INACTIVE: not in use.',
});

@Entity('api_keys')
@Unique('api_keys_user_id_service_key_name_key', ['userId', 'service', 'keyName'])
@Index('api_keys_active_key', { synchronize: false })
@Index('api_keys_user_id_idx', ['userId'])
@Index('api_keys_service_idx', ['service'])
@Index('api_keys_user_id_service_idx', ['userId', 'service'])
@Index('api_keys_user_id_created_at_idx', { synchronize: false })
@Index('api_keys_created_at_idx', { synchronize: false })
@Index('api_keys_last_checked_idx', { synchronize: false })
@Check('api_keys_inactive_check', `status <> 'INACTIVE' OR NOT is_active`)
@ObjectType('ApiKey', { description: 'A key of a user at a service of a third party. The key itself is read by `revealApiKey` alone.' })
@Directive('@key(fields: "id")')
export class ApiKey extends Updatable {
  /** The owner. Rows are private to it; see api-key.policy.ts. */
  @ForeignKey(() => User, { name: 'api_keys_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => String, { description: 'The service that the key opens.' })
  @Column({ type: 'varchar', length: 100 })
  service!: string;

  @Field(() => String, { description: 'What the owner calls the key; unique among the owner’s keys of the service.' })
  @Column({ type: 'varchar', length: 255, name: 'key_name', default: 'default' })
  keyName!: string;

  /** Written by requests and read by the system alone, which may; see the migration. */
  @SecretColumn({ type: 'text', name: 'key_ciphertext', select: false })
  keyCiphertext!: string;

  @SecretColumn({ type: 'text', select: false })
  nonce!: string;

  @SecretColumn({ type: 'text', select: false })
  salt!: string;

  @Field(() => Boolean, { description: 'Whether it is the key in use; at most one of the owner’s keys of a service is.' })
  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Field(() => ApiKeyStatus, { description: 'Whether it is in use, and how the last check found it.' })
  @Column({ type: 'enum', enum: ApiKeyStatus, enumName: 'api_key_status', default: ApiKeyStatus.ACTIVE })
  status!: ApiKeyStatus;

  @Field(() => DateTime, { nullable: true, description: 'When the platform last used it; set by the server.' })
  @Column({ type: 'timestamptz', name: 'last_used', nullable: true })
  lastUsed!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last checked; set by the server.' })
  @Column({ type: 'timestamptz', name: 'last_checked', nullable: true })
  lastChecked!: Date | null;

  /** Until when a check has it; the system's alone. */
  @Column({ type: 'timestamptz', name: 'check_leased_until', nullable: true, select: false })
  checkLeasedUntil!: Date | null;
}

export const ApiKeyConnection = connectionOf(ApiKey, 'ApiKey', 'API keys');
