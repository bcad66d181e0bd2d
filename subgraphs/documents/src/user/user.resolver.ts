import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { User } from './user.stub';

@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents that the user owns, as far as you may see them.' })
  documents(@Root() { id }: User, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfUser.of(id, args);
  }
}
