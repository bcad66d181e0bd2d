import { SecretColumn } from '@plat/shared/database/secret-column';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';

/** Both tokens are kept as SHA-256 hashes, which the system alone reads. */
@Entity('user_sessions')
@Unique('user_sessions_session_token_key', ['sessionToken'])
@Unique('user_sessions_refresh_token_key', ['refreshToken'])
@Index('user_sessions_user_id_expires_at_idx', ['userId', 'expiresAt'])
@Index('user_sessions_user_id_created_at_idx', { synchronize: false })
@ObjectType('UserSession', { description: 'One sign-in of a user on one device, until it ends.' })
@Directive('@key(fields: "id")')
export class UserSession {
  @Field(() => ID, { description: 'The id of the session.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => User, { name: 'user_sessions_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @SecretColumn({ type: 'varchar', length: 255, name: 'session_token', select: false })
  sessionToken!: string;

  /** Of the one token that is live. */
  @SecretColumn({ type: 'varchar', length: 255, name: 'refresh_token', nullable: true, select: false })
  refreshToken!: string | null;

  @Field(() => String, { nullable: true, description: 'From which network address somebody signed in.' })
  @Column({ type: 'inet', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'The device: what the browser or program called itself at sign-in.' })
  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Field(() => DateTime, { description: 'When it ends by itself: 30 days after the sign-in, however often it is used.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether nobody has ended it; it goes on until it expires then.' })
  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Field(() => DateTime, { description: 'When somebody signed in.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it last got a new access token; null until then.' })
  @Column({ type: 'timestamptz', name: 'last_used', nullable: true })
  lastUsed!: Date | null;
}

export const UserSessionConnection = connectionOf(UserSession, 'UserSession', 'sessions');
