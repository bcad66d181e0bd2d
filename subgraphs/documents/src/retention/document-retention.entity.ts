import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';
import { RetentionPolicy } from './retention-policy.entity';

/** Until when a policy keeps a document; the database reckons it. */
@Entity('document_retentions')
@Index('document_retentions_policy_id_idx', ['policyId'])
export class DocumentRetention {
  @ForeignKey(() => Document, { name: 'document_retentions_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'document_retentions_pkey' })
  readonly documentId!: string;

  @ForeignKey(() => RetentionPolicy, { name: 'document_retentions_policy_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'policy_id', primaryKeyConstraintName: 'document_retentions_pkey' })
  readonly policyId!: string;

  @Column({ type: 'timestamptz', name: 'triggered_at' })
  triggeredAt!: Date;

  @Column({ type: 'timestamptz', name: 'keep_until' })
  keepUntil!: Date;
}
