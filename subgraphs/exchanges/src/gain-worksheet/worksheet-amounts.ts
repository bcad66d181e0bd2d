import { Decimal } from '@plat/shared/graphql/scalars';
import { Field, InputType, ObjectType } from 'type-graphql';

@ObjectType('WorksheetAmounts', { description: 'What a worksheet is computed from, in dollars.' })
@InputType('WorksheetAmountsInput', {
  description: 'What a worksheet is computed from, in dollars to the cent: each 0 or more, 0 unless given.',
})
export class WorksheetAmounts {
  @Field(() => Decimal, { defaultValue: '0.00', description: 'Cash received.' })
  cashReceived!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'The value of other property received that is not like-kind.' })
  otherReceived!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'Debt of which the taxpayer is relieved.' })
  debtRelieved!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'Debt that the taxpayer takes over.' })
  debtAssumed!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'Cash paid.' })
  cashPaid!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'The value of other property given up that is not like-kind.' })
  otherGiven!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'Exchange expenses.' })
  expenses!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'The fair market value of the like-kind property received.' })
  fmvReceived!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'The adjusted basis of the like-kind property given up.' })
  adjustedBasis!: string;

  @Field(() => Decimal, { defaultValue: '0.00', description: 'Ordinary income under recapture rules.' })
  recapture!: string;
}
