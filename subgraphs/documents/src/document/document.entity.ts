import { SecretColumn } from '@plat/shared/database/secret-column';
import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { BigIntScalar, DateTime, Json } from '@plat/shared/graphql/scalars';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index } from 'typeorm';
import {
  DocumentAccessLevel,
  DocumentCategory,
  DocumentOrigin,
  DocumentStatus,
  LeadDocumentType,
  RealEstateDocumentType,
  StorageProvider,
} from './document.enum';

@Entity('documents')
@Index('documents_created_at_idx', { synchronize: false })
@Index('documents_user_id_created_at_idx', { synchronize: false })
@Index('documents_user_id_document_type_idx', ['userId', 'realEstateType'])
@Index('documents_property_id_idx', ['propertyId'])
@Index('documents_property_id_created_at_idx', { synchronize: false })
@Index('documents_exchange_id_created_at_idx', { synchronize: false })
@Index('documents_project_id_created_at_idx', { synchronize: false })
@Index('documents_connection_id_created_at_idx', { synchronize: false })
@Index('documents_inquiry_id_idx', { synchronize: false })
@Index('documents_deal_id_created_at_idx', { synchronize: false })
@Index('documents_lead_id_created_at_idx', { synchronize: false })
@Index('documents_inquiry_id_created_at_idx', { synchronize: false })
@Index('documents_public_idx', { synchronize: false })
@Index('documents_template_idx', { synchronize: false })
@Index('documents_deal_id_idx', ['dealId'])
@Index('documents_lead_id_idx', ['leadId'])
@Index('documents_uploaded_by_idx', ['uploadedById'])
@Index('documents_document_type_idx', ['realEstateType'])
@Index('documents_lead_document_type_idx', ['leadDocumentType'])
@Index('documents_metadata_idx', { synchronize: false })
@Index('documents_blob_sha256_idx', { synchronize: false })
@Index('documents_trashed_by_idx', { synchronize: false })
@Index('documents_trashed_at_idx', { synchronize: false })
@Check('documents_file_size_check', 'file_size > 0')
@Check('documents_file_check', 'file_path IS NOT NULL OR file_url IS NOT NULL')
@Check('documents_pin_check', 'NOT pin_protected OR pin_hash IS NOT NULL')
@Check('documents_platform_check', `detached_at IS NOT NULL OR origin <> 'PLATFORM' OR (user_id IS NOT NULL AND platform IS NOT NULL)`)
@Check('documents_platform_path_check', `origin <> 'PLATFORM' OR platform_path IS NOT NULL`)
@Check(
  'documents_real_estate_check',
  `detached_at IS NOT NULL OR origin <> 'REAL_ESTATE' OR (user_id IS NOT NULL AND document_type IS NOT NULL)`,
)
@Check('documents_lead_check', `detached_at IS NOT NULL OR origin <> 'LEAD' OR (lead_id IS NOT NULL AND lead_document_type IS NOT NULL)`)
@Check('documents_lead_access_check', `origin <> 'LEAD' OR access_level <> 'PUBLIC'`)
@Check('documents_exchange_file_check', `origin <> 'EXCHANGE' OR (file_name IS NOT NULL AND file_type IS NOT NULL)`)
@Check(
  'documents_exchange_check',
  `detached_at IS NOT NULL OR origin <> 'EXCHANGE' OR is_template OR (exchange_id IS NOT NULL AND user_id IS NULL)`,
)
@Check('documents_project_check', `detached_at IS NOT NULL OR origin <> 'PROJECT' OR num_nonnulls(project_id, inquiry_id) > 0`)
@Check('documents_client_visible_check', `NOT client_visible OR origin = 'PROJECT'`)
@ObjectType('Document', { description: 'A file with what is known about it; its origin says whose it is and who may see it.' })
@Directive('@key(fields: "id")')
export class Document extends Updatable {
  @Field(() => DocumentOrigin, { description: 'Which part of the business it belongs to.' })
  @Column({ type: 'enum', enum: DocumentOrigin, enumName: 'document_origin' })
  origin!: DocumentOrigin;

  /** The owner, for origins PLATFORM and REAL_ESTATE; see document.policy.ts. */
  @Column({ type: 'uuid', name: 'user_id', nullable: true })
  userId!: string | null;

  @Column({ type: 'uuid', name: 'connection_id', nullable: true })
  platformLinkId!: string | null;

  @Column({ type: 'uuid', name: 'property_id', nullable: true })
  propertyId!: string | null;

  @Column({ type: 'uuid', name: 'deal_id', nullable: true })
  dealId!: string | null;

  @Column({ type: 'uuid', name: 'lead_id', nullable: true })
  leadId!: string | null;

  @Column({ type: 'uuid', name: 'project_id', nullable: true })
  projectId!: string | null;

  @Column({ type: 'uuid', name: 'inquiry_id', nullable: true })
  inquiryId!: string | null;

  @Column({ type: 'uuid', name: 'exchange_id', nullable: true })
  exchangeId!: string | null;

  @Column({ type: 'uuid', name: 'uploaded_by', nullable: true })
  uploadedById!: string | null;

  @Field(() => String, { description: 'The title; the file’s name unless given.' })
  @Column({ type: 'varchar', length: 255 })
  title!: string;

  @Field(() => String, { nullable: true, description: 'The name of the file.' })
  @Column({ type: 'varchar', length: 255, name: 'file_name', nullable: true })
  fileName!: string | null;

  @Field(() => DocumentCategory, { nullable: true, description: 'Which part of life it is about.' })
  @Column({ type: 'enum', enum: DocumentCategory, enumName: 'document_category', nullable: true })
  category!: DocumentCategory | null;

  @Field(() => RealEstateDocumentType, { nullable: true, description: 'What it is in a real estate transaction.' })
  @Column({ type: 'enum', enum: RealEstateDocumentType, enumName: 'document_type', name: 'document_type', nullable: true })
  realEstateType!: RealEstateDocumentType | null;

  @Field(() => LeadDocumentType, { nullable: true, description: 'What it proves about a lead.' })
  @Column({ type: 'enum', enum: LeadDocumentType, enumName: 'lead_document_type', name: 'lead_document_type', nullable: true })
  leadDocumentType!: LeadDocumentType | null;

  @Field(() => String, { nullable: true, description: 'What it is, in words: contract, deed, financial, …' })
  @Column({ type: 'varchar', length: 255, name: 'document_type_label', nullable: true })
  documentTypeLabel!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Where the bytes are: no request reads it, and whoever may have them gets an address of ours instead. */
  @SecretColumn({ type: 'text', name: 'file_path', nullable: true, select: false })
  filePath!: string | null;

  @SecretColumn({ type: 'text', name: 'file_url', nullable: true, select: false })
  fileUrl!: string | null;

  /** The bytes of the current version, by their hash; none while the original lies elsewhere. */
  @Column({ type: 'varchar', length: 64, name: 'blob_sha256', nullable: true })
  blobSha256!: string | null;

  @Field(() => String, { nullable: true, description: 'The platform where the original lies: WEB, DROPBOX, WINDOWS, …' })
  @Column({ type: 'varchar', length: 50, nullable: true })
  platform!: string | null;

  @Field(() => String, { nullable: true, description: 'The path of the original on its platform.' })
  @Column({ type: 'text', name: 'platform_path', nullable: true })
  platformPath!: string | null;

  @Field(() => StorageProvider, { description: 'Where the bytes are kept.' })
  @Column({ type: 'enum', enum: StorageProvider, enumName: 'storage_provider', name: 'storage_provider', default: StorageProvider.LOCAL })
  storageProvider!: StorageProvider;

  @Field(() => BigIntScalar, { nullable: true, description: 'The size of the file, in bytes.' })
  @Column({ type: 'bigint', name: 'file_size', nullable: true })
  fileSize!: string | null;

  @Field(() => String, { nullable: true, description: 'The media type of the file: application/pdf, …' })
  @Column({ type: 'varchar', length: 255, name: 'mime_type', nullable: true })
  mimeType!: string | null;

  @Field(() => String, { nullable: true, description: 'The kind of file in short: pdf, docx, …' })
  @Column({ type: 'varchar', length: 50, name: 'file_type', nullable: true })
  fileType!: string | null;

  @Field(() => Int, { description: 'The number of the file’s current version.' })
  @Column({ type: 'integer', name: 'version_number', default: 1 })
  currentVersionNumber!: number;

  @Field(() => Json, { nullable: true, description: 'Whatever else is known, free in form.' })
  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Field(() => DocumentStatus, { description: 'Whether it is in use; lists leave out archived ones unless asked for.' })
  @Column({ type: 'enum', enum: DocumentStatus, enumName: 'document_status', default: DocumentStatus.ACTIVE })
  status!: DocumentStatus;

  @Field(() => Boolean, { description: 'Whether its status is ACTIVE.' })
  @Column({ type: 'boolean', name: 'is_active', generatedType: 'STORED', asExpression: `status = 'ACTIVE'`, insert: false, update: false })
  isActive!: boolean;

  @Field(() => Boolean, { description: 'Whether other documents are made from it.' })
  @Column({ type: 'boolean', name: 'is_template', default: false })
  isTemplate!: boolean;

  @Field(() => Json, { nullable: true, description: 'What a template asks for.' })
  @Column({ type: 'jsonb', name: 'template_variables', nullable: true })
  templateVariables!: unknown;

  @Field(() => Boolean, { description: 'Whether its content asks for a PIN, of everybody.' })
  @Column({ type: 'boolean', name: 'pin_protected', default: false })
  pinProtected!: boolean;

  @SecretColumn({ type: 'varchar', length: 255, name: 'pin_hash', nullable: true, select: false })
  pinHash!: string | null;

  /** Raised by every other PIN, and when it has none any more: what was opened with the one before is shut. */
  @Column({ type: 'integer', name: 'pin_version', default: 0, select: false })
  pinVersion!: number;

  /** Who set the PIN; stays when that user is deleted. */
  @Column({ type: 'uuid', name: 'pin_set_by', nullable: true, select: false })
  pinSetById!: string | null;

  @Field(() => DocumentAccessLevel, { description: 'Who may see it, for a document of an exchange.' })
  @Column({
    type: 'enum',
    enum: DocumentAccessLevel,
    enumName: 'document_access_level',
    name: 'access_level',
    default: DocumentAccessLevel.EXCHANGE,
  })
  accessLevel!: DocumentAccessLevel;

  @Field(() => [String], { nullable: true, description: 'The participants’ roles that may see it while it is RESTRICTED.' })
  @Column({ type: 'text', array: true, name: 'allowed_roles', nullable: true })
  allowedRoles!: string[] | null;

  /** For queries: whether everybody who is signed in may see it. */
  @Column({
    type: 'boolean',
    name: 'is_public',
    generatedType: 'STORED',
    asExpression: `origin = 'EXCHANGE' AND access_level = 'PUBLIC'`,
    insert: false,
    update: false,
  })
  isPublic!: boolean;

  @Field(() => Boolean, { description: 'Whether the client of its project may see it.' })
  @Column({ type: 'boolean', name: 'client_visible', default: false })
  clientVisible!: boolean;

  @Field(() => Int, { description: 'How many times it was downloaded.' })
  @Column({ type: 'integer', name: 'download_count', default: 0 })
  downloadCount!: number;

  @Field(() => DateTime, { nullable: true, description: 'When somebody last had its content.' })
  @Column({ type: 'timestamptz', name: 'last_accessed_at', nullable: true })
  lastAccessedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When what it belonged to was deleted, while a legal hold or a retention kept it; administrators alone see it since.',
  })
  @Column({ type: 'timestamptz', name: 'detached_at', nullable: true })
  detachedAt!: Date | null;

  @Column({ type: 'uuid', name: 'trashed_by', nullable: true })
  trashedById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was put in the trash; nobody sees it there.' })
  @Column({ type: 'timestamptz', name: 'trashed_at', nullable: true })
  trashedAt!: Date | null;
}

export const DocumentConnection = connectionOf(Document, 'Document', 'documents');
