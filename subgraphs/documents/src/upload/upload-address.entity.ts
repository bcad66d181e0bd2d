import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Upload } from './upload.entity';

/** A signed address that was used: it counts once. */
@Entity('upload_addresses')
export class UploadAddress {
  @PrimaryColumn({ type: 'uuid', name: 'upload_id', primaryKeyConstraintName: 'upload_addresses_pkey' })
  @ForeignKey(() => Upload, { name: 'upload_addresses_upload_id_fkey', onDelete: 'CASCADE' })
  readonly uploadId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'upload_addresses_pkey' })
  readonly nonce!: string;
}
