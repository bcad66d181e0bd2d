import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index } from 'typeorm';

@Entity('share_links')
@Index('share_links_token_hash_key', ['tokenHash'], { unique: true })
@Index('share_links_created_by_created_at_idx', { synchronize: false })
@Index('share_links_created_at_idx', { synchronize: false })
@Check('share_links_max_downloads_check', 'max_downloads > 0')
@Check('share_links_downloads_check', 'downloads >= 0 AND (max_downloads IS NULL OR downloads <= max_downloads)')
@ObjectType('ShareLink', {
  description:
    'An address by which whoever has it downloads some documents, until it ends or is taken back. What its maker may no longer share nobody gets by it.',
})
@Directive('@key(fields: "id")')
export class ShareLink extends Updatable {
  @Field(() => String, { nullable: true, description: 'What its maker calls it.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  label!: string | null;

  @SecretColumn({ type: 'varchar', length: 64, name: 'token_hash', select: false })
  tokenHash!: string;

  @Column({ type: 'uuid', name: 'created_by' })
  createdById!: string;

  @Field(() => DateTime, { description: 'When it ends.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Field(() => Int, { nullable: true, description: 'How many downloads it is good for; as many as one likes if null.' })
  @Column({ type: 'integer', name: 'max_downloads', nullable: true })
  maxDownloads!: number | null;

  @Field(() => Int, { description: 'How many downloads there were by it.' })
  @Column({ type: 'integer', default: 0 })
  downloads!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back.' })
  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

export const ShareLinkConnection = connectionOf(ShareLink, 'ShareLink', 'share links');
