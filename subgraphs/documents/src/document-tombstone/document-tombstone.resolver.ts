import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { User } from '../user/user.stub';
import { DocumentTombstone, DocumentTombstoneConnection } from './document-tombstone.entity';
import { DocumentTombstonePageArgs } from './document-tombstone.input';

@Resolver(() => DocumentTombstone)
export class DocumentTombstoneResolver {
  @FieldResolver(() => User, { nullable: true, description: 'Who removed it; nobody when its time in the trash was over.' })
  purgedBy(@Root() { purgedById }: DocumentTombstone) {
    return purgedById ? { id: purgedById } : null;
  }

  @Query(() => DocumentTombstoneConnection, {
    nullable: true,
    description: 'What stays of documents that were removed for good: your own, and those that you removed; administrators see all.',
  })
  documentTombstones(@Args(() => DocumentTombstonePageArgs) args: DocumentTombstonePageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentTombstones.root(args);
  }
}
