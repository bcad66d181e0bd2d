import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, Unique } from 'typeorm';

export enum CalendarSyncProvider {
  GOOGLE = 'GOOGLE',
}
registerEnumType(CalendarSyncProvider, { name: 'CalendarSyncProvider', description: 'Whose calendar is synchronised.' });

export enum CalendarSyncStatus {
  ACTIVE = 'ACTIVE',
  ERROR = 'ERROR',
  DISABLED = 'DISABLED',
}
registerEnumType(CalendarSyncStatus, {
  name: 'CalendarSyncStatus',
  description:
    'ACTIVE: it is synchronised; ERROR: the provider no longer lets us in, until a new token comes; DISABLED: its owner has paused it.',
});

@Entity('calendar_sync_tokens')
@Unique('calendar_sync_tokens_contributor_id_key', ['contributorId'])
@Index('calendar_sync_tokens_user_id_created_at_idx', { synchronize: false })
@Index('calendar_sync_tokens_created_at_idx', { synchronize: false })
@ObjectType('CalendarSyncToken', {
  description: 'The calendar that is connected for a contributor. The token that lets us in has no field: nobody reads it back.',
})
@Directive('@key(fields: "id")')
export class CalendarSyncToken extends Updatable {
  /** The owner, a user of crm. Rows are private to it; see calendar-token.policy.ts. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  /** Whose calendar it is, a contributor of builds; each has one at most. */
  @Column({ type: 'uuid', name: 'contributor_id' })
  contributorId!: string;

  @Field(() => CalendarSyncProvider, { description: 'Whose calendar it is.' })
  @Column({ type: 'enum', enum: CalendarSyncProvider, enumName: 'calendar_sync_provider' })
  provider!: CalendarSyncProvider;

  @Field(() => DateTime, { nullable: true, description: 'When it was last synchronised to the end; set by the server.' })
  @Column({ type: 'timestamptz', name: 'last_sync_at', nullable: true })
  lastSyncAt!: Date | null;

  @Field(() => CalendarSyncStatus, { description: 'Whether it is synchronised.' })
  @Column({
    type: 'enum',
    enum: CalendarSyncStatus,
    enumName: 'calendar_sync_status',
    name: 'sync_status',
    default: CalendarSyncStatus.ACTIVE,
  })
  syncStatus!: CalendarSyncStatus;

  /** Written by requests and read by the system alone, which may; see the migration. */
  @SecretColumn({ type: 'text', name: 'refresh_token_ciphertext', select: false })
  refreshTokenCiphertext!: string;

  @SecretColumn({ type: 'text', select: false })
  nonce!: string;

  @SecretColumn({ type: 'text', select: false })
  salt!: string;

  /** Where the provider's list of changes goes on; it means something only to the account that it was given to. */
  @SecretColumn({ type: 'text', name: 'sync_token', nullable: true, select: false })
  syncToken!: string | null;
}

export const CalendarSyncTokenConnection = connectionOf(CalendarSyncToken, 'CalendarSyncToken', 'calendar tokens');
