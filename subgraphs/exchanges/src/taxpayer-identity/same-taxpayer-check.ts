import { Field, ObjectType } from 'type-graphql';

@ObjectType('SameTaxpayerCheck', { description: 'Whether the taxpayer who gives up is the one who receives; no tax advice.' })
export class SameTaxpayerCheck {
  @Field(() => String, { description: 'OK or WARNING.' })
  verdict!: string;

  @Field(() => String, { description: 'The case in words.' })
  explanation!: string;

  @Field(() => String, { description: 'The names that were compared.' })
  arithmetic!: string;

  @Field(() => String, { description: 'Where it stands.' })
  citation!: string;

  @Field(() => String, { description: 'That it is no tax advice.' })
  notice!: string;
}
