import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MediaType } from './media.enum';

@Entity('media')
@Index('media_property_id_uploaded_at_idx', { synchronize: false })
@Check('media_place_check', 'url IS NOT NULL OR storage_key IS NOT NULL')
@ObjectType('Media', { description: 'A picture, film or sheet that shows a property. It is added and removed, and never edited.' })
@Directive('@key(fields: "id")')
export class Media {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'media_pkey' })
  readonly id!: string;

  @Column({ type: 'uuid', name: 'property_id' })
  propertyId!: string;

  @Field(() => String, { nullable: true, description: 'Where it lies.' })
  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ type: 'text', name: 'storage_key', nullable: true, select: false })
  storageKey!: string | null;

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
