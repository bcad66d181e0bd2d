import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Property } from '../property/property.stub';
import { Media, MediaConnection } from './media.entity';
import { AddMediaInput, MediaPageArgs } from './media.input';

@Resolver(() => Media)
export class MediaResolver {
  @Query(() => Media, { nullable: true, description: 'One of the media by id; null when there is none that you may see.' })
  media(@Arg('id', () => ID, { description: 'The id.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.media.load(id);
  }

  @FieldResolver(() => Property, { description: 'The property that it shows.' })
  property(@Root() { propertyId }: Media) {
    return { id: propertyId };
  }

  @Mutation(() => Media, { nullable: true, description: 'Adds a picture, film or sheet to a property of yours.' })
  addMedia(
    @Arg('input', () => AddMediaInput, { description: 'What is added.' }) input: AddMediaInput,
    @Ctx() { propertyMedia }: DocumentsContext,
  ) {
    return propertyMedia.add(input);
  }

  @Mutation(() => Media, { nullable: true, description: 'Removes a picture, film or sheet from a property of yours.' })
  removeMedia(@Arg('id', () => ID, { description: 'The id.' }) id: string, @Ctx() { propertyMedia }: DocumentsContext) {
    return propertyMedia.remove(id);
  }
}

@Resolver(() => Property)
export class MediaOfPropertyResolver {
  @FieldResolver(() => MediaConnection, { nullable: true, description: 'What shows the property; for its owner and administrators.' })
  media(@Root() { id }: Property, @Args(() => MediaPageArgs) args: MediaPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.mediaOfProperty.of(id, args);
  }
}
