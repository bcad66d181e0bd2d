import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { DocumentMatch, DocumentMatchConnection, DocumentSnippet } from './document-match';
import { SearchDocumentsArgs } from './document-search.input';

@Resolver(() => DocumentMatch)
export class DocumentSearchResolver {
  @Query(() => DocumentMatchConnection, {
    nullable: true,
    description:
      'Documents that you may see and that have what is sought in their title, file name, description, kind or text; the best ones first.',
  })
  searchDocuments(@Args(() => SearchDocumentsArgs) args: SearchDocumentsArgs, @Ctx() { search }: DocumentsContext) {
    return search.page(args);
  }

  @FieldResolver(() => DocumentSnippet, {
    nullable: true,
    description: 'What its text says there; null when not the text has it, and for what asks for a PIN or a reason.',
  })
  snippet(@Root() { document, search }: DocumentMatch, @Ctx() { snippets }: DocumentsContext) {
    return snippets.load({ documentId: document.id, search });
  }
}
