import { SecretColumn } from '@plat/shared/database/secret-column';
import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Document } from '../document/document.entity';

export enum DocumentVersionOrigin {
  USER = 'USER',
  SYNC = 'SYNC',
  TEMPLATE = 'TEMPLATE',
  RESTORE = 'RESTORE',
}
registerEnumType(DocumentVersionOrigin, {
  name: 'DocumentVersionOrigin',
  description: 'How a version of a document came to be.',
  valuesConfig: {
    USER: { description: 'Somebody uploaded it.' },
    SYNC: { description: 'It was fetched from a connected platform.' },
    TEMPLATE: { description: 'It was made from a template.' },
    RESTORE: { description: 'An earlier version was brought back.' },
  },
});

@Entity('document_versions')
@Unique('document_versions_document_id_version_number_key', ['documentId', 'versionNumber'])
@Index('document_versions_created_by_idx', ['createdById'])
@Index('document_versions_blob_sha256_idx', ['blobSha256'])
@Check('document_versions_version_number_check', 'version_number > 0')
@Check('document_versions_restored_from_check', `(origin = 'RESTORE') = (restored_from IS NOT NULL) AND restored_from < version_number`)
@ObjectType('DocumentVersion', { description: 'A file that a document has had. It is written once: a change is another version.' })
@Directive('@key(fields: "id")')
export class DocumentVersion {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Document, { name: 'document_versions_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Field(() => Int, { description: 'Counts from 1, without gaps.' })
  @Column({ type: 'integer', name: 'version_number' })
  versionNumber!: number;

  /** Where the bytes are; see Document. */
  @SecretColumn({ type: 'text', select: false })
  path!: string;

  /** The bytes, by their hash. */
  @Column({ type: 'varchar', length: 64, name: 'blob_sha256' })
  blobSha256!: string;

  @Field(() => BigIntScalar, { nullable: true, description: 'The size of the file, in bytes.' })
  @Column({ type: 'bigint', nullable: true })
  size!: string | null;

  @Field(() => String, { nullable: true, description: 'The SHA-256 of the file, in hexadecimal: equal files have equal ones.' })
  @Column({ type: 'varchar', length: 255, nullable: true })
  hash!: string | null;

  @Field(() => String, { nullable: true, description: 'The media type of the file.' })
  @Column({ type: 'varchar', length: 255, name: 'mime_type', nullable: true })
  mimeType!: string | null;

  @Field(() => String, { nullable: true, description: 'What the file was called.' })
  @Column({ type: 'varchar', length: 255, name: 'file_name', nullable: true })
  fileName!: string | null;

  @Field(() => DocumentVersionOrigin, { description: 'How it came to be.' })
  @Column({ type: 'enum', enum: DocumentVersionOrigin, enumName: 'document_version_origin', default: DocumentVersionOrigin.USER })
  origin!: DocumentVersionOrigin;

  @Field(() => Int, { nullable: true, description: 'The number of the version that was brought back, for origin RESTORE.' })
  @Column({ type: 'integer', name: 'restored_from', nullable: true })
  restoredFrom!: number | null;

  @Field(() => String, { nullable: true, description: 'What its platform calls this state of the file, for origin SYNC.' })
  @Column({ type: 'varchar', length: 255, name: 'source_rev', nullable: true })
  sourceRev!: string | null;

  @Field(() => String, { nullable: true, description: 'What whoever added it says of it.' })
  @Column({ type: 'text', nullable: true })
  comment!: string | null;

  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdById!: string | null;

  @Field(() => DateTime, { description: 'When it was added.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const DocumentVersionConnection = connectionOf(DocumentVersion, 'DocumentVersion', 'versions');
