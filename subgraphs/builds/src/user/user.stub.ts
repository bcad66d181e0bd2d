import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('User')
@Directive('@key(fields: "id")')
export class User {
  @Field(() => ID)
  readonly id!: string;
}
