import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ShareLink } from './share-link.entity';

/** A download that was counted for a share link, by the id of its address: whatever it is asked in parts it counts once. */
@Entity('share_link_downloads')
@Index('share_link_downloads_share_link_id_idx', ['shareLinkId'])
export class ShareLinkDownload {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'share_link_downloads_pkey' })
  id!: string;

  @ForeignKey(() => ShareLink, { name: 'share_link_downloads_share_link_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'share_link_id' })
  shareLinkId!: string;

  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
