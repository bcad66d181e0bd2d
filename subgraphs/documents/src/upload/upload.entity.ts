import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Document } from '../document/document.entity';
import { Media } from '../media/media.entity';

export enum UploadState {
  OPEN = 'OPEN',
  FINISHING = 'FINISHING',
  FINISHED = 'FINISHED',
}
registerEnumType(UploadState, {
  name: 'UploadState',
  description: 'How far a file on its way in is.',
  valuesConfig: {
    OPEN: { description: 'Its parts are sent.' },
    FINISHING: { description: 'It is put together, looked into and kept.' },
    FINISHED: { description: 'It is a version of its document, or one of the media of its property.' },
  },
});

@Entity('upload_sessions')
@Index('upload_sessions_user_id_created_at_idx', { synchronize: false })
@Index('upload_sessions_expires_at_idx', ['expiresAt'])
@Index('upload_sessions_document_id_idx', ['documentId'])
@Index('upload_sessions_media_id_idx', ['mediaId'])
@Check('upload_sessions_file_size_check', 'file_size > 0')
@Check('upload_sessions_part_size_check', 'part_size > 0')
@Check(
  'upload_sessions_target_check',
  'num_nonnulls(document_id, details) > 0 AND media IS NULL AND media_id IS NULL OR media IS NOT NULL AND num_nonnulls(document_id, details) = 0',
)
@ObjectType('Upload', { description: 'A file on its way in. It is there for a day, for whoever sends it.' })
export class Upload {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  /** Who sends it: the row is private to them. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  /** The document that gets another version, or that was made of it. */
  @ForeignKey(() => Document, { name: 'upload_sessions_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id', nullable: true })
  documentId!: string | null;

  /** What is said of the document that is made of it. */
  @Column({ type: 'jsonb', nullable: true })
  details!: object | null;

  /** What is said of the media that is made of it: then it is no document. */
  @Column({ type: 'jsonb', nullable: true })
  media!: object | null;

  /** The media that was made of it. */
  @ForeignKey(() => Media, { name: 'upload_sessions_media_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'media_id', nullable: true })
  mediaId!: string | null;

  @Field(() => String, { description: 'The name of the file, as it will be shown.' })
  @Column({ type: 'varchar', length: 255, name: 'file_name' })
  fileName!: string;

  @Field(() => BigIntScalar, { description: 'The size of the file, in bytes.' })
  @Column({ type: 'bigint', name: 'file_size' })
  fileSize!: string;

  @Field(() => BigIntScalar, { description: 'The size of each part but the last, in bytes.' })
  @Column({ type: 'bigint', name: 'part_size' })
  partSize!: string;

  @Field(() => String, { nullable: true, description: 'What the version will say of itself.' })
  @Column({ type: 'text', nullable: true })
  comment!: string | null;

  @Field(() => UploadState, { description: 'How far it is.' })
  @Column({ type: 'enum', enum: UploadState, enumName: 'upload_state', default: UploadState.OPEN })
  state!: UploadState;

  /** Until when whoever finishes it has it for itself. */
  @Column({ type: 'timestamptz', name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  /** The bytes, once they are put together and kept. */
  @Column({ type: 'text', name: 'blob_sha256', nullable: true })
  blobSha256!: string | null;

  @Field(() => DateTime, { description: 'When it is forgotten, unless it is finished.' })
  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Field(() => DateTime, { description: 'When it was started.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
