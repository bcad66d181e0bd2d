import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { FundArrangement } from './fund-account.entity';

@InputType('CreateFundAccountInput', { description: 'Where the money of an exchange is going to be held.' })
export class CreateFundAccountInput {
  @Field(() => ID, { description: 'Which exchange; it has one account at most.' })
  exchangeId!: string;

  @Field(() => FundArrangement, { description: 'By which safe harbor it is held.' })
  arrangement!: FundArrangement;

  @Field(() => String, { description: 'Who holds it; at most 255 characters.' })
  holder!: string;

  @Field(() => String, { description: 'The bank; at most 255 characters.' })
  institution!: string;

  @Field(() => String, {
    description: 'What the bank calls the sub-account, of this exchange alone; never its number. At most 100 characters.',
  })
  subAccount!: string;

  @Field(() => String, { nullable: true, description: 'The last four digits of its number.' })
  accountLast4?: string | null;

  @Field(() => CivilDate, { description: 'When it was opened.' })
  openedOn!: string;
}

@InputType('UpdateFundAccountInput', { description: 'What changes in an account; what is left out stays.' })
export class UpdateFundAccountInput {
  @Field(() => ID, { description: 'Which account.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number;

  @Field(() => FundArrangement, { nullable: true, description: 'By which safe harbor it is held.' })
  arrangement?: FundArrangement;

  @Field(() => String, { nullable: true, description: 'Who holds it; at most 255 characters.' })
  holder?: string;

  @Field(() => String, { nullable: true, description: 'The bank; at most 255 characters.' })
  institution?: string;

  @Field(() => String, { nullable: true, description: 'What the bank calls the sub-account; never its number. At most 100 characters.' })
  subAccount?: string;

  @Field(() => String, { nullable: true, description: 'The last four digits of its number.' })
  accountLast4?: string | null;

  @Field(() => CivilDate, { nullable: true, description: 'When it was opened.' })
  openedOn?: string;

  @Field(() => CivilDate, { nullable: true, description: 'When it was closed; it must be empty. Null opens it again.' })
  closedOn?: string | null;
}
