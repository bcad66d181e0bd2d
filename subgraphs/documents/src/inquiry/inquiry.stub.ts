import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Inquiry')
@Directive('@key(fields: "id")')
export class Inquiry {
  @Field(() => ID)
  readonly id!: string;
}
