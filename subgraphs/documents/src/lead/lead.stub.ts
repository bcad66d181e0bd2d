import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Lead')
@Directive('@key(fields: "id")')
export class Lead {
  @Field(() => ID)
  readonly id!: string;
}
