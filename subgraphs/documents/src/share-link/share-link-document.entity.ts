import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';
import { ShareLink } from './share-link.entity';

/** A document that a share link leads to. */
@Entity('share_link_documents')
@Index('share_link_documents_document_id_idx', ['documentId'])
export class ShareLinkDocument {
  @ForeignKey(() => ShareLink, { name: 'share_link_documents_share_link_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'share_link_id', primaryKeyConstraintName: 'share_link_documents_pkey' })
  shareLinkId!: string;

  @ForeignKey(() => Document, { name: 'share_link_documents_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'share_link_documents_pkey' })
  documentId!: string;
}
