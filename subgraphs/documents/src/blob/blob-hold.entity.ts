import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BlobRow } from './blob.entity';

/** That somebody has just sent bytes, or may use them, and is about to refer to them: until then they are kept. */
@Entity('blob_holds')
@Index('blob_holds_until_idx', ['until'])
export class BlobHold {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'blob_holds_pkey' })
  @ForeignKey(() => BlobRow, { name: 'blob_holds_sha256_fkey', onDelete: 'CASCADE' })
  readonly sha256!: string;

  /** The nil uuid for the service itself. */
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'blob_holds_pkey' })
  readonly userId!: string;

  @Column({ type: 'timestamptz' })
  readonly until!: Date;
}
