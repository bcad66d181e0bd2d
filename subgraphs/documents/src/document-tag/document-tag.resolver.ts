import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { DocumentTag, DocumentTagCount } from './document-tag.entity';

const WORDS = 'The words; at most 50, of at most 100 characters each.';

@Resolver(() => Document)
export class DocumentTagResolver {
  @FieldResolver(() => [DocumentTag], {
    nullable: true,
    description: 'The words by which it is found again, in the order of the alphabet.',
  })
  tags(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.tagsOfDocument.load(id);
  }

  @Query(() => [DocumentTagCount], {
    nullable: true,
    description: 'The tags of documents that you may see, those of most documents first.',
  })
  documentTags(
    @Arg('first', () => Int, { defaultValue: 100, description: 'At most so many: 1 to 500.' }) first: number,
    @Arg('startsWith', () => String, { nullable: true, description: 'That begin so, in any case.' }) startsWith: string | null | undefined,
    @Ctx() { countedTags }: DocumentsContext,
  ) {
    return countedTags({ first, startsWith });
  }

  @Mutation(() => Document, { nullable: true, description: 'Gives a document tags. One that it has already, in any case, stays as it is.' })
  tagDocument(
    @Arg('id', () => ID, { description: 'Which document.' }) id: string,
    @Arg('tags', () => [String], { description: WORDS }) tags: string[],
    @Ctx() { documentTags }: DocumentsContext,
  ) {
    return documentTags.add(id, tags);
  }

  @Mutation(() => [Document], { nullable: true, description: 'Gives several documents the same tags: all of them, or none.' })
  tagDocuments(
    @Arg('ids', () => [ID], { description: 'Which documents; at most 100.' }) ids: string[],
    @Arg('tags', () => [String], { description: WORDS }) tags: string[],
    @Ctx() { documentTags }: DocumentsContext,
  ) {
    return documentTags.addToAll(ids, tags);
  }

  @Mutation(() => Document, { nullable: true, description: 'Takes tags from a document, in whichever case they are written.' })
  untagDocument(
    @Arg('id', () => ID, { description: 'Which document.' }) id: string,
    @Arg('tags', () => [String], { description: WORDS }) tags: string[],
    @Ctx() { documentTags }: DocumentsContext,
  ) {
    return documentTags.remove(id, tags);
  }
}
