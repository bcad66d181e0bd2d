import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { LegalHold } from './legal-hold.entity';

@Entity('legal_hold_documents')
@Index('legal_hold_documents_held_key', { synchronize: false })
@Index('legal_hold_documents_document_id_idx', ['documentId'])
@Index('legal_hold_documents_hold_id_added_at_idx', { synchronize: false })
@Index('legal_hold_documents_added_by_idx', ['addedById'])
@Index('legal_hold_documents_removed_by_idx', ['removedById'])
@Check('legal_hold_documents_removal_check', '(removed_at IS NULL) = (removal_reason IS NULL)')
@ObjectType('LegalHoldDocument', { description: 'That a legal hold keeps a document, or has kept it: it stays on record.' })
@Directive('@key(fields: "id")')
export class LegalHoldDocument {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'legal_hold_documents_pkey' })
  readonly id!: string;

  @ForeignKey(() => LegalHold, { name: 'legal_hold_documents_hold_id_fkey' })
  @Column({ type: 'uuid', name: 'hold_id' })
  holdId!: string;

  @Field(() => ID, { description: 'The id of the document, which may be gone since it is held no more.' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  @Field(() => String, { description: 'The title that the document had.' })
  @Column({ type: 'varchar', length: 255, name: 'document_title' })
  documentTitle!: string;

  @Field(() => String, { description: 'Why it is held.' })
  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'added_by', nullable: true })
  addedById!: string | null;

  @Field(() => DateTime, { description: 'Since when.' })
  @Column({ type: 'timestamptz', name: 'added_at', default: () => 'now()' })
  addedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was let go of by itself; null until then.' })
  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true })
  removedAt!: Date | null;

  @Column({ type: 'uuid', name: 'removed_by', nullable: true })
  removedById!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was let go of.' })
  @Column({ type: 'text', name: 'removal_reason', nullable: true })
  removalReason!: string | null;
}

export const LegalHoldDocumentConnection = connectionOf(LegalHoldDocument, 'LegalHoldDocument', 'documents of a hold');
