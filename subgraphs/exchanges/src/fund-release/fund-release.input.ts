import { IdFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { Decimal } from '@plat/shared/graphql/scalars';
import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { FundSide } from '../fund-authorisation/fund-authorisation.entity';
import { FundContingency } from './fund-contingency';
import { FundReleasePurpose, FundReleaseState, FundTransactionCost } from './fund-release.entity';

export enum FundReleaseOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
}
registerEnumType(FundReleaseOrder, { name: 'FundReleaseOrder', description: 'How releases of money are ordered.' });

@InputType('FundReleaseFilter', { description: 'Which releases; all conditions must hold.' })
export class FundReleaseFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => [FundReleaseState], { nullable: true, description: 'In one of these states.' })
  state?: FundReleaseState[];

  @Field(() => [FundReleasePurpose], { nullable: true, description: 'For one of these purposes.' })
  purpose?: FundReleasePurpose[];
}

@ArgsType()
export class FundReleasePageArgs extends PageArgs {
  @Field(() => FundReleaseFilter, { nullable: true, description: 'Which releases; all if not given.' })
  filter?: FundReleaseFilter;

  @Field(() => FundReleaseOrder, { defaultValue: FundReleaseOrder.CREATED_AT_DESC, description: 'The order of the list.' })
  orderBy!: FundReleaseOrder;
}

@InputType('CreateFundReleaseInput', { description: 'Money that is to leave an exchange’s account.' })
export class CreateFundReleaseInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => Decimal, { description: 'How much, in dollars: more than 0, to the cent, not more than the account holds.' })
  amount!: string;

  @Field(() => String, { description: 'Who is to be paid; at most 255 characters.' })
  payee!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether that is the taxpayer. A name in which the taxpayer holds title is known to be, and TO_TAXPAYER says so by itself.',
  })
  payeeIsTaxpayer!: boolean;

  @Field(() => FundReleasePurpose, { description: 'What for.' })
  purpose!: FundReleasePurpose;

  @Field(() => ID, { nullable: true, description: 'Which property of the exchange is bought; for PROPERTY_PURCHASE.' })
  exchangePropertyId?: string | null;

  @Field(() => FundTransactionCost, { nullable: true, description: 'Which item is paid; for TRANSACTION_COST.' })
  costKind?: FundTransactionCost | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether the item is on the closing statement.' })
  onClosingStatement!: boolean;

  @Field(() => FundContingency, { nullable: true, description: 'What happened after day 45 that ends the exchange; for TO_TAXPAYER.' })
  contingency?: FundContingency | null;

  @Field(() => String, { nullable: true, description: 'What else is to be said; at most 1,000 characters.' })
  memo?: string | null;
}

@InputType('AuthoriseFundReleaseInput', { description: 'Somebody’s yes to a release.' })
export class AuthoriseFundReleaseInput {
  @Field(() => ID, { description: 'Which release.' })
  id!: string;

  @Field(() => FundSide, { description: 'For whom: the client for the taxpayer, a coordinator or administrator for the facilitator.' })
  side!: FundSide;
}
