import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Project')
@Directive('@key(fields: "id")')
export class Project {
  @Field(() => ID)
  readonly id!: string;
}
