import { DateFilter, DateTimeFilter, DecimalFilter, IdFilter, IntFilter, StringFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, DateTime, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { DealStatus } from './deal.entity';

export enum DealOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  TITLE_ASC = 'TITLE_ASC',
  NEXT_ACTION_DUE_ASC = 'NEXT_ACTION_DUE_ASC',
  EXPECTED_CLOSE_DATE_ASC = 'EXPECTED_CLOSE_DATE_ASC',
  ESTIMATED_VALUE_DESC = 'ESTIMATED_VALUE_DESC',
}
registerEnumType(DealOrder, { name: 'DealOrder', description: 'How a list of deals is ordered; those without the value come last.' });

export enum DealOutcome {
  WON = 'WON',
  LOST = 'LOST',
}
registerEnumType(DealOutcome, { name: 'DealOutcome', description: 'How a deal ends.' });

@InputType('DealFilter', { description: 'Which deals; all conditions must hold.' })
export class DealFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => [DealStatus], { nullable: true, description: 'With one of these statuses.' })
  status?: DealStatus[];

  @Field(() => StringFilter, { nullable: true, description: 'By stage.' })
  stage?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'By title.' })
  title?: StringFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the lead.' })
  leadId?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the id of the property.' })
  propertyId?: IdFilter;

  @Field(() => DecimalFilter, { nullable: true, description: 'By what they are expected to bring.' })
  estimatedValue?: DecimalFilter;

  @Field(() => IntFilter, { nullable: true, description: 'By how likely they are won.' })
  probability?: IntFilter;

  @Field(() => DateFilter, { nullable: true, description: 'By when they are expected to close.' })
  expectedCloseDate?: DateFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when the next thing is to be done.' })
  nextActionDue?: DateTimeFilter;

  @Field(() => DateTimeFilter, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeFilter;
}

@ArgsType()
export class DealPageArgs extends PageArgs {
  @Field(() => DealFilter, { nullable: true, description: 'Which deals; all that you may see if not given.' })
  filter?: DealFilter;

  @Field(() => DealOrder, { defaultValue: DealOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: DealOrder;
}

@InputType({ description: 'The details of a deal.' })
abstract class DealDetails {
  @Field(() => ID, { nullable: true, description: 'The lead that it is about, which you must see.' })
  leadId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The property that it is about, one of yours; it has one active deal at most.' })
  propertyId?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'What it is expected to bring, in dollars; 0 or more, of two decimals at most.' })
  estimatedValue?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How likely it is won, from 0 to 100, whatever its stage says; null leaves it to the stage again.',
  })
  probability?: number | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it is expected to close.' })
  expectedCloseDate?: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be done next; at most 1,000 characters.' })
  nextAction?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'By when that is to be done.' })
  nextActionDue?: Date | null;

  @Field(() => String, { nullable: true, description: 'Notes; at most 20,000 characters.' })
  notes?: string | null;
}

@InputType('CreateDealInput', { description: 'A new deal of yours.' })
export class CreateDealInput extends DealDetails {
  @Field(() => String, { description: 'What you call it; at most 255 characters.' })
  title!: string;

  @Field(() => String, {
    description:
      'How far it has come: `initial_contact`, `prospecting`, `qualification`, `proposal`, `negotiation`, `under_contract`, which say how likely it is won, or a word of yours.',
  })
  stage!: string;
}

@InputType('UpdateDealInput', { description: 'What changes in a deal; what is left out stays.' })
export class UpdateDealInput extends DealDetails {
  @Field(() => ID, { description: 'Which deal.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => String, { nullable: true, description: 'What you call it; at most 255 characters.' })
  title?: string;

  @Field(() => String, { nullable: true, description: 'How far it has come; of an active deal alone, and so is the probability.' })
  stage?: string;
}

@InputType('CloseDealInput', { description: 'Which deal has ended, and how.' })
export class CloseDealInput {
  @Field(() => ID, { description: 'Which deal: an active one of yours.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
  version?: number;

  @Field(() => DealOutcome, { description: 'How it ended.' })
  outcome!: DealOutcome;
}
