import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Client')
@Directive('@key(fields: "id")')
export class Client {
  @Field(() => ID)
  readonly id!: string;
}
