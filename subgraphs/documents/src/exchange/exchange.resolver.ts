import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Exchange } from './exchange.stub';

@Resolver(() => Exchange)
export class ExchangeResolver {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'The documents of the exchange, as far as you may see them.' })
  documents(@Root() { id }: Exchange, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfExchange.of(id, args);
  }
}
