import { DateFilter, IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { FundEntryKind } from './fund-entry.entity';

export enum FundEntryOrder {
  SEQ_ASC = 'SEQ_ASC',
  SEQ_DESC = 'SEQ_DESC',
  OCCURRED_ON_ASC = 'OCCURRED_ON_ASC',
}
registerEnumType(FundEntryOrder, { name: 'FundEntryOrder', description: 'How the entries of a ledger are ordered.' });

@InputType('FundEntryFilter', { description: 'Which entries; all conditions must hold.' })
export class FundEntryFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => [FundEntryKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: FundEntryKind[];

  @Field(() => DateFilter, { nullable: true, description: 'By when the money moved.' })
  occurredOn?: DateFilter;
}

@ArgsType()
export class FundEntryPageArgs extends PageArgs {
  @Field(() => FundEntryFilter, { nullable: true, description: 'Which entries; all if not given.' })
  filter?: FundEntryFilter;

  @Field(() => FundEntryOrder, { defaultValue: FundEntryOrder.SEQ_ASC, description: 'The order of the list.' })
  orderBy!: FundEntryOrder;
}

@InputType('AddFundEntryInput', { description: 'Money that came into an exchange’s account. What leaves it is a release.' })
export class AddFundEntryInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => FundEntryKind, { description: 'What kind of receipt: neither RELEASE nor REVERSAL.' })
  kind!: FundEntryKind;

  @Field(() => Decimal, { description: 'How much, in dollars: more than 0, to the cent.' })
  amount!: string;

  @Field(() => CivilDate, { description: 'When it came, by the bank; not after today.' })
  occurredOn!: string;

  @Field(() => String, { description: 'What it was; at most 1,000 characters.' })
  memo!: string;
}

@InputType('ReverseFundEntryInput', { description: 'Takes back an entry that was wrong, or a payment that came back, whole.' })
export class ReverseFundEntryInput {
  @Field(() => ID, { description: 'Which entry.' })
  id!: string;

  @Field(() => CivilDate, { description: 'When that was, by the bank; not before the entry, not after today.' })
  occurredOn!: string;

  @Field(() => String, { description: 'Why; at most 1,000 characters.' })
  memo!: string;
}
