import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Document')
@Directive('@key(fields: "id")')
export class Document {
  @Field(() => ID)
  readonly id!: string;
}
