import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';

/**
 * One download, however many requests it takes: what an address has sent, and what the same person in the same session has
 * gone on with by another one. It is in the log of accesses once.
 */
@Entity('downloads')
@Index('downloads_document_id_actor_idx', ['documentId', 'actor'])
@Index('downloads_last_range_at_idx', ['lastRangeAt'])
export class Download {
  /** Of the address by which it began. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'downloads_pkey' })
  readonly id!: string;

  @ForeignKey(() => Document, { name: 'downloads_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Column({ type: 'integer', name: 'version_number' })
  versionNumber!: number;

  /** A user, or a visitor by a share link. */
  @Column({ type: 'varchar', length: 255 })
  actor!: string;

  @Column({ type: 'uuid', name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_range_at' })
  lastRangeAt!: Date;

  /** That left so far, those that left twice counted twice. */
  @Column({ type: 'bigint', default: 0 })
  bytes!: string;

  /** Whether the document's number of downloads has it; what was shown in a browser it has not. */
  @Column({ type: 'boolean', default: false })
  counted!: boolean;
}
