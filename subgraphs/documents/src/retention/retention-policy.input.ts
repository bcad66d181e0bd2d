import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { DocumentCategory, DocumentOrigin, LeadDocumentType, RealEstateDocumentType } from '../document/document.enum';
import { RetentionTrigger } from './retention-policy.entity';

export enum RetentionPolicyOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
}
registerEnumType(RetentionPolicyOrder, { name: 'RetentionPolicyOrder', description: 'How a list of retention policies is ordered.' });

@InputType('RetentionPolicyFilter', { description: 'Which policies; all conditions must hold.' })
export class RetentionPolicyFilter {
  @Field(() => Boolean, { nullable: true, description: 'Those that keep something, or those that do not.' })
  isActive?: boolean;
}

@ArgsType()
export class RetentionPolicyPageArgs extends PageArgs {
  @Field(() => RetentionPolicyFilter, { nullable: true, description: 'Which policies; all if not given.' })
  filter?: RetentionPolicyFilter;

  @Field(() => RetentionPolicyOrder, { defaultValue: RetentionPolicyOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: RetentionPolicyOrder;
}

@InputType({ description: 'Which documents a policy keeps.' })
abstract class RetentionPolicyDetails {
  @Field(() => DocumentOrigin, { nullable: true, description: 'Of this origin; of any one without it.' })
  origin?: DocumentOrigin | null;

  @Field(() => DocumentCategory, { nullable: true, description: 'In this category; in any one without it.' })
  category?: DocumentCategory | null;

  @Field(() => RealEstateDocumentType, { nullable: true, description: 'Of this kind in a real estate transaction.' })
  realEstateType?: RealEstateDocumentType | null;

  @Field(() => LeadDocumentType, { nullable: true, description: 'That prove this about a lead.' })
  leadDocumentType?: LeadDocumentType | null;
}

@InputType('CreateRetentionPolicyInput', { description: 'How long documents of a kind are kept.' })
export class CreateRetentionPolicyInput extends RetentionPolicyDetails {
  @Field(() => String, { description: 'What it is called; at most 255 characters.' })
  name!: string;

  @Field(() => Int, { description: 'For how many days: 1 to 36525.' })
  keepDays!: number;

  @Field(() => RetentionTrigger, { nullable: true, description: 'From when the time runs; from when they were added if not given.' })
  trigger?: RetentionTrigger | null;
}

@InputType('UpdateRetentionPolicyInput', { description: 'What changes in a retention policy; what is left out stays.' })
export class UpdateRetentionPolicyInput extends RetentionPolicyDetails {
  @Field(() => ID, { description: 'Which policy.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What it is called; at most 255 characters.' })
  name?: string;

  @Field(() => Int, { nullable: true, description: 'For how many days: 1 to 36525.' })
  keepDays?: number;

  @Field(() => RetentionTrigger, { nullable: true, description: 'From when the time runs.' })
  trigger?: RetentionTrigger;

  @Field(() => Boolean, { nullable: true, description: 'Whether it keeps anything.' })
  isActive?: boolean;
}
