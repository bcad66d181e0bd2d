import { CivilDate, Decimal } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType('FundStatement', { description: 'What an account held, received and paid in a period, by when the money moved.' })
export class FundStatement {
  @Field(() => CivilDate, { description: 'The first day.' })
  from!: string;

  @Field(() => CivilDate, { description: 'The last day.' })
  to!: string;

  @Field(() => Decimal, { description: 'What was there before the first day.' })
  openingBalance!: string;

  @Field(() => Decimal, { description: 'What came in.' })
  received!: string;

  @Field(() => Decimal, { description: 'What left.' })
  paid!: string;

  @Field(() => Decimal, { description: 'What was there at the end of the last day.' })
  closingBalance!: string;

  @Field(() => String, { description: 'The sum, in figures.' })
  arithmetic!: string;
}
