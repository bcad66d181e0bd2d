import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Described here, because no other service has the type yet. */
@ObjectType('Inquiry', { description: 'An inquiry, known by its id.' })
@Directive('@key(fields: "id")')
export class Inquiry {
  @Field(() => ID, { description: 'The id of the inquiry.' })
  readonly id!: string;
}
