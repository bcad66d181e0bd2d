import { SecretColumn } from '@plat/shared/database/secret-column';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { StorageProvider } from '../document/document.enum';
import { Upload } from './upload.entity';

/** A part of a file that has arrived. */
@Entity('upload_parts')
@Index('upload_parts_storage_key_key', ['storageKey'], { unique: true })
@Check('upload_parts_part_no_check', 'part_no > 0')
export class UploadPartRow {
  @PrimaryColumn({ type: 'uuid', name: 'upload_id', primaryKeyConstraintName: 'upload_parts_pkey' })
  @ForeignKey(() => Upload, { name: 'upload_parts_upload_id_fkey', onDelete: 'CASCADE' })
  readonly uploadId!: string;

  @PrimaryColumn({ type: 'integer', name: 'part_no', primaryKeyConstraintName: 'upload_parts_pkey' })
  readonly partNo!: number;

  @Column({ type: 'bigint' })
  size!: string;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'enum', enum: StorageProvider, enumName: 'storage_provider', name: 'storage_provider', select: false })
  storageProvider!: StorageProvider;

  @SecretColumn({ type: 'text', name: 'storage_key', select: false })
  storageKey!: string;

  @Column({ type: 'timestamptz', name: 'arrived_at', default: () => 'now()' })
  arrivedAt!: Date;
}
