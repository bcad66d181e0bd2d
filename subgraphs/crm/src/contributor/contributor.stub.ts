import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Contributor')
@Directive('@key(fields: "id")')
export class Contributor {
  @Field(() => ID)
  readonly id!: string;
}
