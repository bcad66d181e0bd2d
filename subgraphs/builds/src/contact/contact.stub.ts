import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Contact')
@Directive('@key(fields: "id")')
export class Contact {
  @Field(() => ID)
  readonly id!: string;
}
