import { registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { Document } from '../document/document.entity';
import { DocumentVersion } from '../document-version/document-version.entity';

export enum RenditionKind {
  THUMBNAIL = 'THUMBNAIL',
}

export enum RenditionSize {
  SMALL = 'SMALL',
  MEDIUM = 'MEDIUM',
  LARGE = 'LARGE',
}
registerEnumType(RenditionSize, {
  name: 'ThumbnailSize',
  description: 'How large a thumbnail is at most.',
  valuesConfig: {
    SMALL: { description: 'Within 160 × 160 pixels.' },
    MEDIUM: { description: 'Within 480 × 480 pixels.' },
    LARGE: { description: 'Within 1,200 × 1,200 pixels.' },
  },
});

export enum RenditionState {
  /** It has not been drawn yet. */
  PENDING = 'PENDING',
  DONE = 'DONE',
  /** It cannot be drawn; `reason` says why. */
  FAILED = 'FAILED',
  /** It is of a kind that is not drawn, or too large; `reason` says which. */
  SKIPPED = 'SKIPPED',
}

/** A picture of a version of a document, made by a job; content like the version itself. */
@Entity('document_renditions')
@Index('document_renditions_document_id_idx', ['documentId', 'versionNumber'])
@Index('document_renditions_pending_idx', { synchronize: false })
@Unique('document_renditions_id_key', ['id'])
@Check('document_renditions_page_check', 'page > 0')
@Check(
  'document_renditions_picture_check',
  `num_nonnulls(width, height, mime_type, blob_sha256) = CASE state WHEN 'DONE' THEN 4 ELSE 0 END`,
)
@Check('document_renditions_reason_check', `(state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL)`)
export class Rendition {
  @ForeignKey(() => DocumentVersion, { name: 'document_renditions_version_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'version_id', primaryKeyConstraintName: 'document_renditions_pkey' })
  readonly versionId!: string;

  @PrimaryColumn({ type: 'enum', enum: RenditionKind, enumName: 'rendition_kind', primaryKeyConstraintName: 'document_renditions_pkey' })
  readonly kind!: RenditionKind;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'document_renditions_pkey' })
  readonly page!: number;

  @PrimaryColumn({ type: 'enum', enum: RenditionSize, enumName: 'rendition_size', primaryKeyConstraintName: 'document_renditions_pkey' })
  readonly size!: RenditionSize;

  /** By which its bytes are its own. */
  @Generated('uuid')
  @Column({ type: 'uuid' })
  readonly id!: string;

  @ForeignKey(() => Document, { name: 'document_renditions_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  readonly documentId!: string;

  @Column({ type: 'integer', name: 'version_number' })
  readonly versionNumber!: number;

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
