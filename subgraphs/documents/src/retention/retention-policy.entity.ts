import { Updatable } from '@plat/shared/database/updatable';
import { connectionOf } from '@plat/shared/graphql/connection';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index } from 'typeorm';
import { DocumentCategory, DocumentOrigin, LeadDocumentType, RealEstateDocumentType } from '../document/document.enum';

export enum RetentionTrigger {
  CREATED = 'CREATED',
  LAST_VERSION = 'LAST_VERSION',
  EXCHANGE_ENDED = 'EXCHANGE_ENDED',
}
registerEnumType(RetentionTrigger, {
  name: 'RetentionTrigger',
  description: 'From when a document is kept for the time of a policy.',
  valuesConfig: {
    CREATED: { description: 'From when it was added.' },
    LAST_VERSION: { description: 'From when it got its last file.' },
    EXCHANGE_ENDED: {
      description:
        'From when its exchange was completed or terminated; until then without an end. Documents of no exchange are not kept by it.',
    },
  },
});

@Entity('retention_policies')
@Index('retention_policies_created_at_idx', { synchronize: false })
@Index('retention_policies_created_by_idx', ['createdById'])
@Check('retention_policies_keep_days_check', 'keep_days > 0 AND keep_days <= 36525')
@ObjectType('RetentionPolicy', { description: 'How long documents of a kind are kept: until then nobody removes them for good.' })
@Directive('@key(fields: "id")')
export class RetentionPolicy extends Updatable {
  @Field(() => String, { description: 'What it is called.' })
  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Field(() => DocumentOrigin, { nullable: true, description: 'Documents of this origin; of any one without it.' })
  @Column({ type: 'enum', enum: DocumentOrigin, enumName: 'document_origin', nullable: true })
  origin!: DocumentOrigin | null;

  @Field(() => DocumentCategory, { nullable: true, description: 'Documents in this category; in any one without it.' })
  @Column({ type: 'enum', enum: DocumentCategory, enumName: 'document_category', nullable: true })
  category!: DocumentCategory | null;

  @Field(() => RealEstateDocumentType, { nullable: true, description: 'Documents of this kind in a real estate transaction.' })
  @Column({ type: 'enum', enum: RealEstateDocumentType, enumName: 'document_type', name: 'document_type', nullable: true })
  realEstateType!: RealEstateDocumentType | null;

  @Field(() => LeadDocumentType, { nullable: true, description: 'Documents that prove this about a lead.' })
  @Column({ type: 'enum', enum: LeadDocumentType, enumName: 'lead_document_type', name: 'lead_document_type', nullable: true })
  leadDocumentType!: LeadDocumentType | null;

  @Field(() => RetentionTrigger, { description: 'From when the time runs.' })
  @Column({ type: 'enum', enum: RetentionTrigger, enumName: 'retention_trigger', default: RetentionTrigger.CREATED })
  trigger!: RetentionTrigger;

  @Field(() => Int, { description: 'For how many days.' })
  @Column({ type: 'integer', name: 'keep_days' })
  keepDays!: number;

  @Field(() => Boolean, { description: 'Whether it keeps anything.' })
  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive!: boolean;

  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdById!: string | null;
}

export const RetentionPolicyConnection = connectionOf(RetentionPolicy, 'RetentionPolicy', 'retention policies');
