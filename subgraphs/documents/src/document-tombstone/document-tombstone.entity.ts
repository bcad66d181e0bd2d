import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { DocumentOrigin } from '../document/document.enum';

export enum DocumentPurgeCause {
  REQUEST = 'REQUEST',
  TRASH_EXPIRED = 'TRASH_EXPIRED',
}
registerEnumType(DocumentPurgeCause, {
  name: 'DocumentPurgeCause',
  description: 'Why a document was removed for good.',
  valuesConfig: {
    REQUEST: { description: 'Somebody asked for it.' },
    TRASH_EXPIRED: { description: 'It was in the trash for thirty days.' },
  },
});

@Entity('document_tombstones')
@Unique('document_tombstones_document_id_key', ['documentId'])
@Index('document_tombstones_created_at_idx', { synchronize: false })
@Index('document_tombstones_user_id_created_at_idx', { synchronize: false })
@Index('document_tombstones_purged_by_created_at_idx', { synchronize: false })
@ObjectType('DocumentTombstone', { description: 'What stays of a document that was removed for good.' })
@Directive('@key(fields: "id")')
export class DocumentTombstone {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'document_tombstones_pkey' })
  readonly id!: string;

  @Field(() => ID, { description: 'The id that the document had.' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Field(() => String, { description: 'The title that it had.' })
  @Column({ type: 'varchar', length: 255 })
  title!: string;

  @Field(() => DocumentOrigin, { description: 'Which part of the business it belonged to.' })
  @Column({ type: 'enum', enum: DocumentOrigin, enumName: 'document_origin' })
  origin!: DocumentOrigin;

  /** The owner, for origins PLATFORM and REAL_ESTATE. */
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Field(() => Json, { description: 'Of each of its files, the first one first: versionNumber, sha256, size and fileName.' })
  @Column({ type: 'jsonb' })
  files!: unknown;

  @Field(() => DocumentPurgeCause, { description: 'Why it was removed.' })
  @Column({ type: 'enum', enum: DocumentPurgeCause, enumName: 'document_purge_cause' })
  cause!: DocumentPurgeCause;

  @Field(() => String, { nullable: true, description: 'What whoever removed it said of it.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'uuid', name: 'purged_by', nullable: true })
  purgedById!: string | null;

  @Field(() => DateTime, { description: 'When it was removed.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const DocumentTombstoneConnection = connectionOf(DocumentTombstone, 'DocumentTombstone', 'tombstones');
