import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('PlatformLink')
@Directive('@key(fields: "id")')
export class PlatformLink {
  @Field(() => ID)
  readonly id!: string;
}
