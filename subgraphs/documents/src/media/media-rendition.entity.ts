import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { RenditionSize, RenditionState } from '../rendition/rendition.entity';
import { Media } from './media.entity';

/** A small picture of media, made by a job. */
@Entity('media_renditions')
@Index('media_renditions_pending_idx', { synchronize: false })
@Unique('media_renditions_id_key', ['id'])
@Check('media_renditions_picture_check', `num_nonnulls(width, height, mime_type, blob_sha256) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END`)
@Check('media_renditions_reason_check', `(state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL)`)
export class MediaRendition {
  @ForeignKey(() => Media, { name: 'media_renditions_media_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'media_id', primaryKeyConstraintName: 'media_renditions_pkey' })
  readonly mediaId!: string;

  @PrimaryColumn({ type: 'enum', enum: RenditionSize, enumName: 'rendition_size', primaryKeyConstraintName: 'media_renditions_pkey' })
  readonly size!: RenditionSize;

  /** By which its bytes are its own. */
  @Generated('uuid')
  @Column({ type: 'uuid' })
  readonly id!: string;

  @Column({ type: 'enum', enum: RenditionState, enumName: 'rendition_state', default: RenditionState.PENDING })
  state!: RenditionState;

  @Column({ type: 'varchar', length: 50, nullable: true, select: false })
  reason!: string | null;

  @Column({ type: 'integer', nullable: true })
  width!: number | null;

  @Column({ type: 'integer', nullable: true })
  height!: number | null;

  @Column({ type: 'varchar', length: 255, name: 'mime_type', nullable: true })
  mimeType!: string | null;

  @Column({ type: 'varchar', length: 64, name: 'blob_sha256', nullable: true })
  blobSha256!: string | null;

  /** How often somebody began to draw it and has not said what came of it. */
  @Column({ type: 'integer', default: 0, select: false })
  attempts!: number;

  /** Until when somebody has it in hand, or nobody tries again. */
  @Column({ type: 'timestamptz', name: 'leased_until', nullable: true, select: false })
  leasedUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', select: false })
  readonly createdAt!: Date;
}
