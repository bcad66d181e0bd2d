import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Document } from '../document/document.entity';
import { TemplateEngine } from './template.enum';

/** What one version of a document asks for as a template. It is written once: what is to be otherwise is another version. */
@Entity('template_versions')
@Unique('template_versions_document_id_version_number_key', ['documentId', 'versionNumber'])
@ObjectType('TemplateVersion', { description: 'A version of a document from which other documents are made. It is never changed.' })
@Directive('@key(fields: "id")')
export class TemplateVersion {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @ForeignKey(() => Document, { name: 'template_versions_document_id_fkey', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Field(() => Int, { description: 'The number of the version of the document.' })
  @Column({ type: 'integer', name: 'version_number' })
  versionNumber!: number;

  @Field(() => TemplateEngine, { description: 'What it is written in, and what comes of it.' })
  @Column({ type: 'enum', enum: TemplateEngine, enumName: 'template_engine' })
  engine!: TemplateEngine;

  @Field(() => String, { description: 'The language and place in whose way it writes numbers, money and days: en-US, de-DE, …' })
  @Column({ type: 'varchar', length: 16 })
  locale!: string;

  @Field(() => Json, { description: 'What it asks for, by name: { type, required, default, format, of, from, overridable }.' })
  @Column({ type: 'jsonb' })
  variables!: unknown;

  @Field(() => [String], { description: 'The names that its tags use.' })
  @Column({ type: 'text', array: true })
  tags!: string[];

  @Field(() => DateTime, { description: 'When it was declared.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const TemplateVersionConnection = connectionOf(TemplateVersion, 'TemplateVersion', 'versions of templates');
