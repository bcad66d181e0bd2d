import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Document } from '../document/document.entity';

/**
 * That somebody knew the PIN of a document a moment ago: bound to who they are and where, and to that PIN. The system's alone.
 */
@Entity('pin_grants')
@Index('pin_grants_token_hash_key', ['tokenHash'], { unique: true })
@Index('pin_grants_document_id_idx', ['documentId'])
@Index('pin_grants_expires_at_idx', ['expiresAt'])
@Check('pin_grants_holder_check', 'num_nonnulls(user_id, session_id) IN (0, 2) AND num_nonnulls(share_link_id, visitor_hash) IN (0, 2)')
@Check('pin_grants_one_holder_check', 'num_nonnulls(user_id, share_link_id) = 1')
export class PinGrantRow {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pin_grants_pkey' })
  readonly id!: string;

  @Column({ type: 'varchar', length: 43, name: 'token_hash' })
  tokenHash!: string;

  @ForeignKey(() => Document, { name: 'pin_grants_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Column({ type: 'uuid', name: 'session_id', nullable: true })
  sessionId!: string | null;

  /** For a visitor, the link by which they came, and the cookie by which they are known, hashed. */
  @Column({ type: 'uuid', name: 'share_link_id', nullable: true })
  shareLinkId!: string | null;

  @Column({ type: 'varchar', length: 64, name: 'visitor_hash', nullable: true })
  visitorHash!: string | null;

  /** Which PIN it was; with another one the grant is worth nothing. */
  @Column({ type: 'integer', name: 'pin_version' })
  pinVersion!: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
