import { connectionOf } from '@plat/shared/graphql/connection';
import { DateTime } from '@plat/shared/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { DocumentAccessAction } from './access-log.enum';

/**
 * Who had to do with a document, or tried. It refers to the document by no key, and keeps title and names in the row: it
 * outlives both. Its columns as they were written are in crm's audit log, so that a change of any of them shows.
 */
@Entity('document_access_logs')
@Index('document_access_logs_document_id_created_at_idx', { synchronize: false })
@Index('document_access_logs_user_id_created_at_idx', { synchronize: false })
@Index('document_access_logs_created_at_idx', { synchronize: false })
@ObjectType('DocumentAccessLog', { description: 'One access to a document, or one that was refused. It is never changed or deleted.' })
@Directive('@key(fields: "id")')
export class DocumentAccessLog {
  @Field(() => ID, { description: 'The id.' })
  @PrimaryGeneratedColumn('uuid')
  readonly id!: string;

  @Field(() => ID, { description: 'The id of the document, which may be gone.' })
  @Column({ type: 'uuid', name: 'document_id' })
  documentId!: string;

  /** Who it was, and who reads it therefore; null when that user is deleted, and for visitors. */
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Field(() => DocumentAccessAction, { description: 'What was done or tried.' })
  @Column({ type: 'enum', enum: DocumentAccessAction, enumName: 'document_access_action' })
  action!: DocumentAccessAction;

  @Field(() => String, { nullable: true, description: 'The network address that it was asked from.' })
  @Column({ type: 'inet', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser or program called itself.' })
  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'Whether it was granted.' })
  @Column({ type: 'boolean', default: true })
  success!: boolean;

  @Field(() => String, { nullable: true, description: 'Why not.' })
  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Field(() => DateTime, { description: 'When it was.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Field(() => String, { nullable: true, description: 'The title that the document had.' })
  @Column({ type: 'varchar', length: 255, name: 'document_title', nullable: true })
  documentTitle!: string | null;

  @Field(() => String, { nullable: true, description: 'The name that the person had.' })
  @Column({ type: 'varchar', length: 255, name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Field(() => String, { nullable: true, description: 'The e-mail address that the person had.' })
  @Column({ type: 'varchar', length: 255, name: 'actor_email', nullable: true })
  actorEmail!: string | null;

  @Field(() => Int, { nullable: true, description: 'The version of the file that it was about.' })
  @Column({ type: 'integer', name: 'version_number', nullable: true })
  versionNumber!: number | null;

  /** The session in which it was asked. */
  @Column({ type: 'uuid', name: 'session_id', nullable: true })
  sessionId!: string | null;
}

export const DocumentAccessLogConnection = connectionOf(DocumentAccessLog, 'DocumentAccessLog', 'accesses to documents');
