import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentConnection } from '../document/document.entity';
import { DocumentPageArgs } from '../document/document.input';
import { Client } from './client.stub';

@Resolver(() => Client)
export class ClientResolver {
  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description: 'The documents of the client’s projects, as far as you may see them.',
  })
  documents(@Root() { id }: Client, @Args(() => DocumentPageArgs) args: DocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.documentsOfClient.of(id, args);
  }
}
