import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import { Property, PropertyConnection } from './property.entity';
import { CreatePropertyInput, PropertyPageArgs, UpdatePropertyInput } from './property.input';

@Resolver(() => Property)
export class PropertyResolver {
  @Query(() => Property, { nullable: true, description: 'A property by id; null when there is none that you may see.' })
  property(@Arg('id', () => ID, { description: 'The id of the property.' }) id: string, @Ctx() { loaders }: CrmContext) {
    return loaders.property.load(id);
  }

  @Query(() => PropertyConnection, { nullable: true, description: 'Properties that you may see: your own, or all as an administrator.' })
  properties(@Args(() => PropertyPageArgs) args: PropertyPageArgs, @Ctx() { pages }: CrmContext) {
    return pages.properties.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner.' })
  user(@Root() { userId }: Property, @Ctx() { loaders }: CrmContext) {
    return loaders.user.load(userId);
  }

  @Mutation(() => Property, { nullable: true, description: 'Adds a property of yours.' })
  createProperty(
    @Arg('input', () => CreatePropertyInput, { description: 'The new property.' }) input: CreatePropertyInput,
    @Ctx() { properties }: CrmContext,
  ) {
    return properties.create(input);
  }

  @Mutation(() => Property, { nullable: true, description: 'Edits a property of yours.' })
  updateProperty(
    @Arg('input', () => UpdatePropertyInput, { description: 'Which property, and what changes.' }) input: UpdatePropertyInput,
    @Ctx() { properties }: CrmContext,
  ) {
    return properties.update(input);
  }

  @Mutation(() => Property, {
    nullable: true,
    description: 'Deletes a property of yours, and answers what it was. Exchanges and papers that name it lose it.',
  })
  deleteProperty(
    @Arg('id', () => ID, { description: 'Which property.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { properties }: CrmContext,
  ) {
    return properties.delete(id, version);
  }
}
