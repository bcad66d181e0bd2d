import { IdFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';

export enum LegalHoldOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(LegalHoldOrder, { name: 'LegalHoldOrder', description: 'How a list of legal holds is ordered.' });

export enum LegalHoldDocumentOrder {
  ADDED_AT_DESC = 'ADDED_AT_DESC',
}
registerEnumType(LegalHoldDocumentOrder, { name: 'LegalHoldDocumentOrder', description: 'How the documents of a hold are ordered.' });

@InputType('LegalHoldFilter', { description: 'Which holds; all conditions must hold.' })
export class LegalHoldFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By what they are called.' })
  name?: StringFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the exchange whose documents they hold.' })
  exchangeId?: IdFilter;
}

@ArgsType()
export class LegalHoldPageArgs extends PageArgs {
  @Field(() => LegalHoldFilter, { nullable: true, description: 'Which holds; all that you may see if not given.' })
  filter?: LegalHoldFilter;

  @Field(() => LegalHoldOrder, { defaultValue: LegalHoldOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: LegalHoldOrder;
}

@InputType('LegalHoldDocumentFilter', { description: 'Which documents of a hold; all conditions must hold.' })
export class LegalHoldDocumentFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By the id of the document.' })
  documentId?: IdFilter;
}

@ArgsType()
export class LegalHoldDocumentPageArgs extends PageArgs {
  @Field(() => LegalHoldDocumentFilter, { nullable: true, description: 'Which documents; all of the hold if not given.' })
  filter?: LegalHoldDocumentFilter;

  @Field(() => LegalHoldDocumentOrder, { defaultValue: LegalHoldDocumentOrder.ADDED_AT_DESC, description: 'The order of the list.' })
  orderBy!: LegalHoldDocumentOrder;
}

@InputType('PlaceLegalHoldInput', { description: 'A matter for which documents have to stay.' })
export class PlaceLegalHoldInput {
  @Field(() => String, { description: 'What it is called; at most 255 characters.' })
  name!: string;

  @Field(() => String, { description: 'Why it is placed; at most 2000 characters.' })
  reason!: string;

  @Field(() => ID, { nullable: true, description: 'The exchange whose documents it holds; without one, any, for administrators.' })
  exchangeId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'The first documents that it holds; at most 100.' })
  documentIds?: string[] | null;
}

@InputType('HoldDocumentsInput', { description: 'Which documents a legal hold is to keep, or to let go of, and why.' })
export class HoldDocumentsInput {
  @Field(() => ID, { description: 'Which hold.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version of the hold that you saw; a newer one refuses it.' })
  version?: number | null;

  @Field(() => [ID], { description: 'Which documents, in the trash or not; at most 100.' })
  documentIds!: string[];

  @Field(() => String, { description: 'Why; at most 2000 characters.' })
  reason!: string;
}
