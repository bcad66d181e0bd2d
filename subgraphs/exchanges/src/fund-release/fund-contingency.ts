import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, InputType, ObjectType } from 'type-graphql';

@ObjectType('FundContingency', { description: 'A material and substantial contingency, by 26 CFR 1.1031(k)-1(g)(6)(iii)(B).' })
@InputType('FundContingencyInput', { description: 'A material and substantial contingency, by 26 CFR 1.1031(k)-1(g)(6)(iii)(B).' })
export class FundContingency {
  @Field(() => CivilDate, { description: 'When it occurred.' })
  occurredOn!: string;

  @Field(() => String, { description: 'What happened.' })
  description!: string;

  @Field(() => Boolean, { description: 'Whether it relates to the exchange.' })
  relatesToExchange!: boolean;

  @Field(() => Boolean, { description: 'Whether the exchange agreement provides for it in writing.' })
  isInWriting!: boolean;

  @Field(() => Boolean, { description: 'Whether it is beyond the control of the taxpayer and of disqualified persons.' })
  beyondControl!: boolean;
}
