import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Document } from '../document/document.entity';
import { DocumentVersion } from '../document-version/document-version.entity';

/** What became of a version's text. */
export enum DocumentTextState {
  /** It has not been read yet. */
  PENDING = 'PENDING',
  DONE = 'DONE',
  /** It has no text: a scan. */
  EMPTY = 'EMPTY',
  /** It cannot be read; `reason` says why. */
  FAILED = 'FAILED',
  /** It is of a kind that has no text, or too large; `reason` says which. */
  SKIPPED = 'SKIPPED',
}

/** The text of a version of a document: content like its bytes. Jobs write it; searches find documents by it. */
@Entity('document_texts')
@Unique('document_texts_document_id_version_number_key', ['documentId', 'versionNumber'])
@Index('document_texts_pending_idx', { synchronize: false })
@Check('document_texts_content_check', `(state = 'DONE') = (content IS NOT NULL)`)
@Check('document_texts_reason_check', `(state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL)`)
export class DocumentText {
  @ForeignKey(() => DocumentVersion, { name: 'document_texts_version_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'version_id', primaryKeyConstraintName: 'document_texts_pkey' })
  versionId!: string;

  @ForeignKey(() => Document, { name: 'document_texts_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Column({ type: 'integer', name: 'version_number' })
  versionNumber!: number;

  @Column({ type: 'enum', enum: DocumentTextState, enumName: 'document_text_state', default: DocumentTextState.PENDING })
  state!: DocumentTextState;

  @Column({ type: 'varchar', length: 50, nullable: true, select: false })
  reason!: string | null;

  @Column({ type: 'text', nullable: true })
  content!: string | null;

  /** The words of the content, kept by the database. */
  @Column({ type: 'tsvector', nullable: true, select: false })
  tsv!: string | null;

  /** Whether there is more of it than is kept. */
  @Column({ type: 'boolean', name: 'is_cut', default: false, select: false })
  isCut!: boolean;

  /** How often somebody began to read it and has not said what came of it: who reads it may have died of it. */
  @Column({ type: 'integer', default: 0, select: false })
  attempts!: number;

  /** Until when somebody has it in hand, or nobody tries again. */
  @Column({ type: 'timestamptz', name: 'leased_until', nullable: true, select: false })
  leasedUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', select: false })
  createdAt!: Date;
}
