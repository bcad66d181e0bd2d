import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType } from 'type-graphql';

@InputType('AddFundReconciliationInput', { description: 'What the bank’s statement says, to be laid beside the ledger.' })
export class AddFundReconciliationInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => CivilDate, { description: 'The day of the statement; not after today.' })
  asOf!: string;

  @Field(() => Decimal, { description: 'What was there at its end, in dollars.' })
  bankBalance!: string;

  @Field(() => String, { nullable: true, description: 'What explains a difference; at most 1,000 characters.' })
  note?: string | null;
}
