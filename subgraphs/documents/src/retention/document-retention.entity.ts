import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';
import { RetentionPolicy } from './retention-policy.entity';

/** Until when a policy keeps a document; the database reckons it. */
@Entity('document_retentions')
@Check('document_retentions_open_check', '(triggered_at IS NULL) = (keep_until IS NULL)')
@Index('document_retentions_policy_id_idx', ['policyId'])
export class DocumentRetention {
  @ForeignKey(() => Document, { name: 'document_retentions_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'document_retentions_pkey' })
  readonly documentId!: string;

  @ForeignKey(() => RetentionPolicy, { name: 'document_retentions_policy_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'policy_id', primaryKeyConstraintName: 'document_retentions_pkey' })
  readonly policyId!: string;

  /** null while what it runs from has not happened. */
  @Column({ type: 'timestamptz', name: 'triggered_at', nullable: true })
  triggeredAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'keep_until', nullable: true })
  keepUntil!: Date | null;
}
