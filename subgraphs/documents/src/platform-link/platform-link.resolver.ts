import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { PlatformLink } from './platform-link.stub';

@Resolver(() => PlatformLink)
export class PlatformLinkResolver {
  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description: 'The documents that lie on the platform, as far as you may see them.',
  })
  documents(@Root() { id }: PlatformLink, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfPlatformLink.of(id, args);
  }
}
