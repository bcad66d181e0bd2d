import { SecretColumn } from '@plat/shared/database/secret-column';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserSession } from './session.entity';

/** A refresh token that was exchanged for another one of its session; the system's alone. */
@Entity('refresh_tokens')
@Index('refresh_tokens_session_id_idx', ['sessionId'])
export class RefreshToken {
  @PrimaryColumn({ type: 'varchar', length: 255, name: 'token_hash', primaryKeyConstraintName: 'refresh_tokens_pkey' })
  readonly tokenHash!: string;

  @ForeignKey(() => UserSession, { name: 'refresh_tokens_session_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'session_id' })
  sessionId!: string;

  @Column({ type: 'timestamptz', name: 'exchanged_at' })
  exchangedAt!: Date;

  /** Of the client that exchanged it. */
  @Column({ type: 'cidr', nullable: true })
  network!: string | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  /** What was given for it; of the token exchanged last alone, see sealed-pair.ts. */
  @SecretColumn({ type: 'text', name: 'sealed_pair', nullable: true })
  sealedPair!: string | null;
}
