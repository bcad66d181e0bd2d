import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Deal } from './deal.stub';

@Resolver(() => Deal)
export class DealResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents about the deal, as far as you may see them.' })
  documents(@Root() { id }: Deal, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfDeal.of(id, args);
  }
}
