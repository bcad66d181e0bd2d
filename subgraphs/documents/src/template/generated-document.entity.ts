import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';
import { TemplateVersion } from './template-version.entity';

/** What a document was made from: with the same data, this version of the template makes the very same bytes again. */
@Entity('generated_documents')
@Index('generated_documents_template_version_id_idx', ['templateVersionId'])
@ObjectType('GeneratedDocument', { description: 'What a document was made from.' })
export class GeneratedDocument {
  @ForeignKey(() => Document, { name: 'generated_documents_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'generated_documents_pkey' })
  documentId!: string;

  @ForeignKey(() => TemplateVersion, { name: 'generated_documents_template_version_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'uuid', name: 'template_version_id', nullable: true })
  templateVersionId!: string | null;

  @Field(() => String, { description: 'The SHA-256 of the file of the template, in hexadecimal.' })
  @Column({ type: 'varchar', length: 64, name: 'template_sha256' })
  templateSha256!: string;

  @Field(() => String, {
    description: 'The SHA-256 of the data in canonical JSON (RFC 8785), in hexadecimal, with what counts where nothing was given.',
  })
  @Column({ type: 'varchar', length: 64, name: 'data_sha256' })
  dataSha256!: string;

  @Field(() => String, { description: 'Which renderer made it.' })
  @Column({ type: 'varchar', length: 16, name: 'renderer_version' })
  rendererVersion!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
