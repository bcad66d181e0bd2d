import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Exchange')
@Directive('@key(fields: "id")')
export class Exchange {
  @Field(() => ID)
  readonly id!: string;
}
