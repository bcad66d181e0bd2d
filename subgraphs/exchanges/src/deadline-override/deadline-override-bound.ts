import { CivilDate } from '@plat/shared/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { DeadlineKind } from '../exchange-deadline/exchange-deadline.entity';

@ObjectType('DeadlineOverrideBound', { description: 'How far relief may move a deadline, with the arithmetic. It is no tax advice.' })
export class DeadlineOverrideBound {
  @Field(() => DeadlineKind, { description: 'Which deadline.' })
  kind!: `${DeadlineKind}`;

  @Field(() => CivilDate, { description: 'The last day to which it may be moved.' })
  latestOn!: string;

  @Field(() => String, { description: 'The arithmetic in a sentence.' })
  rule!: string;

  @Field(() => String, { description: 'Where the rule stands.' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'What the day that was chosen still depends on, or why it is too late by now.' })
  warning!: string | null;
}
