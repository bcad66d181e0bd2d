import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Described here, because no other service has the type yet. */
@ObjectType('Deal', { description: 'A deal, known by its id.' })
@Directive('@key(fields: "id")')
export class Deal {
  @Field(() => ID, { description: 'The id of the deal.' })
  readonly id!: string;
}
