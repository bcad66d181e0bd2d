import { Field, ObjectType } from 'type-graphql';

@ObjectType('ReleaseVerdict', { description: 'Whether money may leave an exchange’s account, with figures and source; no tax advice.' })
export class ReleaseVerdict {
  @Field(() => String, { description: 'ALLOW or DENY.' })
  decision!: 'ALLOW' | 'DENY';

  @Field(() => String, { description: 'Which case of the rule it is: NOTHING_IDENTIFIED.' })
  reason!: string;

  @Field(() => String, { description: 'The case in words.' })
  explanation!: string;

  @Field(() => String, { description: 'Where it stands: 26 CFR 1.1031(k)-1(g)(6)(ii).' })
  citation!: string;

  @Field(() => String, { description: 'The dates that decide.' })
  arithmetic!: string;

  @Field(() => String, { description: 'Which version of the rules judged.' })
  rulesVersion!: string;

  @Field(() => String, { description: 'That it is no tax advice.' })
  notice!: string;
}
