import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { Thumbnail, ThumbnailArgs } from './thumbnail';

@Resolver(() => Document)
export class ThumbnailResolver {
  @FieldResolver(() => Thumbnail, {
    nullable: true,
    description: 'A small picture of it; null for what has none, or not yet. PIN_REQUIRED without a grant, where it has a PIN.',
  })
  thumbnail(@Root() document: Document, @Args(() => ThumbnailArgs) args: ThumbnailArgs, @Ctx() { thumbnails }: DocumentsContext) {
    return thumbnails.of(document, args);
  }
}
