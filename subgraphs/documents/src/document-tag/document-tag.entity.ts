import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';

@Entity('document_tags')
@Index('document_tags_document_id_lower_key', { synchronize: false })
@Index('document_tags_lower_document_id_idx', { synchronize: false })
@Check('document_tags_tag_check', `btrim(tag) <> ''`)
@ObjectType('DocumentTag', { description: 'A word by which a document is found again.' })
export class DocumentTag {
  @ForeignKey(() => Document, { name: 'document_tags_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'document_tags_pkey' })
  readonly documentId!: string;

  @Field(() => String, { description: 'The word, as it was first written.' })
  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'document_tags_pkey' })
  readonly tag!: string;

  @Field(() => DateTime, { description: 'When the document got it.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

@ObjectType('DocumentTagCount', { description: 'A tag of documents that you may see, and how many have it.' })
export class DocumentTagCount {
  @Field(() => String, { description: 'The word; in one of the cases in which it is written.' })
  tag!: string;

  @Field(() => Int, { description: 'How many documents that you may see have it.' })
  count!: number;
}
