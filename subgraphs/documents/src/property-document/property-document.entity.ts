import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Document } from '../document/document.entity';

@Entity('property_documents')
@Index('property_documents_property_id_idx', ['propertyId'])
@Index('property_documents_document_id_idx', ['documentId'])
@Index('property_documents_primary_key', { synchronize: false })
@ObjectType('PropertyDocument', { description: 'That a document is about a property too: one contract may sell several.' })
export class PropertyDocument {
  @PrimaryColumn({ type: 'uuid', name: 'property_id', primaryKeyConstraintName: 'property_documents_pkey' })
  propertyId!: string;

  @ForeignKey(() => Document, { name: 'property_documents_document_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', name: 'document_id', primaryKeyConstraintName: 'property_documents_pkey' })
  documentId!: string;

  @Field(() => Boolean, { description: 'Whether it is the main document of the property, of which there is at most one.' })
  @Column({ type: 'boolean', name: 'is_primary', default: false })
  isPrimary!: boolean;

  @Field(() => DateTime, { description: 'When the link was made.' })
  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
