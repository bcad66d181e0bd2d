import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';
import { NotificationKind } from './notification.kind';

registerEnumType(NotificationKind, {
  name: 'NotificationKind',
  description:
    'What notifications are about. The preference `notifications`, such as `{ "muted": ["LEAD_MOVED"] }`, switches kinds off, but for those about the security of the account.',
});

/** There is no edit of one but that it is read, so it has no version. */
@Entity('notifications')
@Unique('notifications_dedupe_key_key', ['dedupeKey'])
@Index('notifications_user_id_read_at_idx', ['userId', 'readAt'])
@Index('notifications_user_id_created_at_idx', { synchronize: false })
@Index('notifications_read_at_idx', { synchronize: false })
@ObjectType('Notification', { description: 'Something that a user is told, of any domain; nobody else reads it.' })
@Directive('@key(fields: "id")')
export class Notification {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  /** Whom it tells. Rows are private to that user; see notification.policy.ts. */
  @ForeignKey(() => User, { name: 'notifications_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Field(() => NotificationKind, { description: 'What it is about.' })
  @Column({ type: 'varchar', length: 100 })
  kind!: NotificationKind;

  @Field(() => String, { nullable: true, description: 'The type of what it is about: `Exchange`.' })
  @Column({ type: 'varchar', length: 100, name: 'subject_type', nullable: true })
  subjectType!: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of what it is about, which you may not see any more.' })
  @Column({ type: 'uuid', name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Field(() => String, { description: 'What there is to tell, in a sentence.' })
  @Column({ type: 'text' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Where to read on: a path of the dashboard, such as `/exchanges/…`.' })
  @Column({ type: 'varchar', length: 1024, name: 'link_url', nullable: true })
  linkUrl!: string | null;

  /** The event, the user and the kind: an event that comes again tells nothing twice. The system's alone. */
  @Column({ type: 'varchar', length: 255, name: 'dedupe_key', select: false })
  dedupeKey!: string;

  @Field(() => DateTime, { description: 'When you were told.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When you marked it as read; null while it is unread.' })
  @Column({ type: 'timestamptz', name: 'read_at', nullable: true })
  readAt!: Date | null;
}

export const NotificationConnection = connectionOf(Notification, 'Notification', 'notifications');
