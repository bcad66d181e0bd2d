import { Field, ObjectType } from 'type-graphql';

@ObjectType('DisqualificationVerdict', { description: 'Whether somebody is disqualified, by 26 CFR 1.1031(k)-1(k); no tax advice.' })
export class DisqualificationVerdict {
  @Field(() => Boolean, { description: 'Whether they are.' })
  isDisqualified!: boolean;

  @Field(() => String, { description: 'Which case it is: AGENT.' })
  reason!: string;

  @Field(() => String, { description: 'The case in words.' })
  explanation!: string;

  @Field(() => String, { description: 'The dates and shares that decide.' })
  arithmetic!: string;

  @Field(() => String, { description: 'Where it stands.' })
  citation!: string;

  @Field(() => String, { description: 'That it is no tax advice.' })
  notice!: string;
}
