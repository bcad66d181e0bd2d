import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MediaType } from './media.enum';

@Entity('media')
@Index('media_property_id_uploaded_at_idx', { synchronize: false })
@Index('media_blob_sha256_idx', { synchronize: false })
@Check('media_file_check', 'num_nonnulls(storage_key, blob_sha256, file_name, file_size, mime_type) IN (0, 5)')
@Check('media_place_check', 'url IS NOT NULL OR storage_key IS NOT NULL')
@ObjectType('Media', { description: 'A picture, film or sheet that shows a property. It is added and removed, and never edited.' })
@Directive('@key(fields: "id")')
export class Media {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'media_pkey' })
  readonly id!: string;

  @Column({ type: 'uuid', name: 'property_id' })
  propertyId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where it lies, when that is elsewhere; null when its file is here: see `downloadUrl`.',
  })
  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ type: 'text', name: 'storage_key', nullable: true, select: false })
  storageKey!: string | null;

  /** The bytes, where they are here. */
  @Column({ type: 'varchar', length: 64, name: 'blob_sha256', nullable: true })
  blobSha256!: string | null;

  @Field(() => String, { nullable: true, description: 'The name of its file; null when that lies elsewhere.' })
  @Column({ type: 'varchar', length: 255, name: 'file_name', nullable: true })
  fileName!: string | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'The size of its file, in bytes; null when that lies elsewhere.' })
  @Column({ type: 'bigint', name: 'file_size', nullable: true })
  fileSize!: string | null;

  @Field(() => String, { nullable: true, description: 'The media type that its file shows itself as; null when that lies elsewhere.' })
  @Column({ type: 'varchar', length: 255, name: 'mime_type', nullable: true })
  mimeType!: string | null;

  @Field(() => MediaType, { description: 'What it is.' })
  @Column({ type: 'enum', enum: MediaType, enumName: 'media_type' })
  type!: MediaType;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form: a caption, a position, …' })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Field(() => DateTime, { description: 'When it was added.' })
  @Column({ type: 'timestamptz', name: 'uploaded_at', default: () => 'now()' })
  uploadedAt!: Date;
}

export const MediaConnection = connectionOf(Media, 'Media', 'media');
