import { SecretColumn } from '@plat/shared/database/secret-column';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user/user.entity';

/** One sign-in of a user on one device. Both tokens are kept as SHA-256 hashes. */
@Entity('user_sessions')
@Unique('user_sessions_session_token_key', ['sessionToken'])
@Unique('user_sessions_refresh_token_key', ['refreshToken'])
@Index('user_sessions_user_id_expires_at_idx', ['userId', 'expiresAt'])
export class UserSession {
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => User, { name: 'user_sessions_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @SecretColumn({ type: 'varchar', length: 255, name: 'session_token' })
  sessionToken!: string;

  @SecretColumn({ type: 'varchar', length: 255, name: 'refresh_token', nullable: true })
  refreshToken!: string | null;

  @Column({ type: 'inet', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used', nullable: true })
  lastUsed!: Date | null;
}
