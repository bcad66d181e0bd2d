import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Role')
@Directive('@key(fields: "id")')
export class Role {
  @Field(() => ID)
  readonly id!: string;
}
