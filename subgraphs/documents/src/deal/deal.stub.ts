import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Deal')
@Directive('@key(fields: "id")')
export class Deal {
  @Field(() => ID)
  readonly id!: string;
}
