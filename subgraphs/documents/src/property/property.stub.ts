import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Property')
@Directive('@key(fields: "id")')
export class Property {
  @Field(() => ID)
  readonly id!: string;
}
