import { UrlScalar } from '@plat/shared/graphql/url-scalar';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { ContentDisposition } from '../download/download.input';
import { Property } from '../property/property.stub';
import { RenditionSize } from '../rendition/rendition.entity';
import { Thumbnail } from '../rendition/thumbnail';
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

  @FieldResolver(() => UrlScalar, {
    nullable: true,
    description:
      'An address of its file, yours alone, for five minutes and any range of its bytes; null when that lies elsewhere: see `url`.',
  })
  downloadUrl(
    @Root() media: Media,
    @Arg('disposition', () => ContentDisposition, {
      defaultValue: ContentDisposition.INLINE,
      description: 'What a browser is to do with the file.',
    })
    disposition: ContentDisposition,
    @Ctx() { mediaDownloads }: DocumentsContext,
  ) {
    return mediaDownloads.urlOf(media, disposition);
  }

  @FieldResolver(() => Thumbnail, {
    nullable: true,
    description: 'A small picture of it; null for what has none, or not yet, or lies elsewhere.',
  })
  thumbnail(
    @Root() media: Media,
    @Arg('size', () => RenditionSize, { defaultValue: RenditionSize.SMALL, description: 'How large it is at most.' }) size: RenditionSize,
    @Ctx() { mediaDownloads }: DocumentsContext,
  ) {
    return mediaDownloads.thumbnailOf(media, size);
  }

  @Mutation(() => Media, {
    nullable: true,
    description: 'Adds a picture, film or sheet that lies elsewhere to a property of yours; a file is sent by `startUpload`.',
  })
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
