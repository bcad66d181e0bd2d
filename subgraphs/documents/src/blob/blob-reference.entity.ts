import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BlobRow } from './blob.entity';

/** Something that has bytes: a version of a document, a thumbnail. They are kept as long as there is one. */
@Entity('blob_references')
@Index('blob_references_owner_idx', ['ownerType', 'ownerId'])
export class BlobReference {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'blob_references_pkey' })
  @ForeignKey(() => BlobRow, { name: 'blob_references_sha256_fkey' })
  readonly sha256!: string;

  @PrimaryColumn({ type: 'varchar', length: 50, name: 'owner_type', primaryKeyConstraintName: 'blob_references_pkey' })
  readonly ownerType!: string;

  @PrimaryColumn({ type: 'text', name: 'owner_id', primaryKeyConstraintName: 'blob_references_pkey' })
  readonly ownerId!: string;

  /** Whose space it takes: that of the person who added it; nobody's for what the service makes. */
  @Column({ type: 'uuid', name: 'charged_to', nullable: true })
  readonly chargedTo!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt!: Date;
}
