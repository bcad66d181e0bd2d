import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index } from 'typeorm';

export enum SyncPlatform {
  UBUNTU = 'UBUNTU',
  WINDOWS = 'WINDOWS',
  IOS = 'IOS',
  DROPBOX = 'DROPBOX',
  WEB = 'WEB',
}
registerEnumType(SyncPlatform, { name: 'SyncPlatform', description: 'What kind of platform holds the files.' });

export enum SyncDirection {
  UPLOAD = 'UPLOAD',
  DOWNLOAD = 'DOWNLOAD',
  BIDIRECTIONAL = 'BIDIRECTIONAL',
}
registerEnumType(SyncDirection, { name: 'SyncDirection', description: 'Which way files go: to the platform, from it, or both.' });

@Entity('platform_connections')
@Index('platform_connections_user_id_created_at_idx', { synchronize: false })
@Index('platform_connections_created_at_idx', { synchronize: false })
@Check('platform_connections_sync_interval_check', 'sync_interval BETWEEN 1 AND 10080')
@Check('platform_connections_schedule_check', 'NOT sync_on_schedule OR sync_interval IS NOT NULL')
@ObjectType('PlatformLink', { description: 'A platform that a user has connected, and how its files are synchronised.' })
@Directive('@key(fields: "id")')
export class PlatformLink extends Updatable {
  /** The owner, a user of crm. Rows are private to it; see platform-link.policy.ts. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => String, { description: 'What the owner calls it.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => SyncPlatform, { description: 'What kind of platform it is.' })
  @Column({ type: 'enum', enum: SyncPlatform, enumName: 'sync_platform' })
  platform!: SyncPlatform;

  @Field(() => String, { description: 'The folder that is synchronised: an absolute path, or an address for WEB.' })
  @Column({ type: 'text', name: 'root_path' })
  rootPath!: string;

  @Field(() => Boolean, { description: 'Whether it is synchronised at all.' })
  @Column({ type: 'boolean', name: 'is_enabled', default: true })
  isEnabled!: boolean;

  @Field(() => Boolean, { description: 'Whether it is synchronised when the platform starts.' })
  @Column({ type: 'boolean', name: 'sync_on_startup', default: false })
  syncOnStartup!: boolean;

  @Field(() => Boolean, { description: 'Whether it is synchronised every `syncInterval` minutes.' })
  @Column({ type: 'boolean', name: 'sync_on_schedule', default: false })
  syncOnSchedule!: boolean;

  @Field(() => SyncDirection, { nullable: true, description: 'Which way files go.' })
  @Column({ type: 'enum', enum: SyncDirection, enumName: 'sync_direction', name: 'sync_direction', nullable: true })
  syncDirection!: SyncDirection | null;

  @Field(() => Int, { nullable: true, description: 'Minutes from one scheduled synchronisation to the next.' })
  @Column({ type: 'integer', name: 'sync_interval', nullable: true })
  syncInterval!: number | null;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form.' })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Field(() => DateTime, { nullable: true, description: 'When it was last synchronised to the end; set by the server.' })
  @Column({ type: 'timestamptz', name: 'last_sync_date', nullable: true })
  lastSyncDate!: Date | null;

  @Field(() => String, { description: 'The state of the connection, DISCONNECTED at first; set by the server.' })
  @Column({ type: 'varchar', length: 50, default: 'DISCONNECTED' })
  status!: string;

  /** Written by requests and read by the system alone, which may; see the migration. */
  @SecretColumn({ type: 'text', name: 'credentials_ciphertext', select: false })
  credentialsCiphertext!: string;

  @SecretColumn({ type: 'text', select: false })
  nonce!: string;

  @SecretColumn({ type: 'text', select: false })
  salt!: string;
}

export const PlatformLinkConnection = connectionOf(PlatformLink, 'PlatformLink', 'platform links');
