import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { StorageProvider } from '../document/document.enum';

/** Bytes that are kept once, whoever has them. Requests have no way to this table: what they may have is decided elsewhere. */
@Entity('blobs')
@Index('blobs_unreferenced_since_idx', { synchronize: false })
@Index('blobs_storage_key_key', ['storageKey'], { unique: true })
@Check('blobs_sha256_check', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('blobs_size_check', 'size > 0')
export class BlobRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'blobs_pkey' })
  readonly sha256!: string;

  @Column({ type: 'enum', enum: StorageProvider, enumName: 'storage_provider', name: 'storage_provider' })
  storageProvider!: StorageProvider;

  @Column({ type: 'text', name: 'storage_key' })
  storageKey!: string;

  @Column({ type: 'bigint' })
  size!: string;

  /** What the content shows itself as, whatever its sender said. */
  @Column({ type: 'varchar', length: 255, name: 'sniffed_type' })
  sniffedType!: string;

  /** Whether it is saved and never shown in a browser: it may be read as something else besides. */
  @Column({ type: 'boolean', name: 'attachment_only' })
  attachmentOnly!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  readonly createdAt!: Date;

  /** Since when nothing has it; null while something does. */
  @Column({ type: 'timestamptz', name: 'unreferenced_since', nullable: true })
  unreferencedSince!: Date | null;
}
