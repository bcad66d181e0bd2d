import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { TrashedDocumentPageArgs } from './document-trash.input';
import { TrashedDocument, TrashedDocumentConnection } from './document-trash.type';

const SEEN = 'The version that you saw; a newer one refuses it.';

@Resolver(() => TrashedDocument)
export class DocumentTrashResolver {
  @FieldResolver(() => User, { nullable: true, description: 'Who put it there; nobody when it went with what it belonged to.' })
  trashedBy(@Root() { trashedById }: TrashedDocument) {
    return trashedById ? { id: trashedById } : null;
  }

  @FieldResolver(() => Boolean, { description: 'Whether you may restore it: what is PUBLIC comes back by who may publish alone.' })
  async mayRestore(@Root() trashed: TrashedDocument, @Ctx() { trashRights }: DocumentsContext) {
    return (await trashRights.load(trashed as Document)).restore;
  }

  @FieldResolver(() => Boolean, { description: 'Whether you may remove it for good, unless something keeps it.' })
  async mayPurge(@Root() trashed: TrashedDocument, @Ctx() { trashRights }: DocumentsContext) {
    return (await trashRights.load(trashed as Document)).purge;
  }

  @Query(() => TrashedDocumentConnection, {
    nullable: true,
    description:
      'Documents in the trash that you may restore: those that you may edit, and for administrators all. One that is PUBLIC is restored by who may publish.',
  })
  trashedDocuments(@Args(() => TrashedDocumentPageArgs) args: TrashedDocumentPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.trashedDocuments.root(args);
  }

  @Mutation(() => TrashedDocument, {
    nullable: true,
    description: 'Puts a document in the trash, where nobody sees it. After thirty days it is removed for good, unless something keeps it.',
  })
  trashDocument(
    @Arg('id', () => ID, { description: 'Which document.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: SEEN }) version: number | null | undefined,
    @Ctx() { documentTrash }: DocumentsContext,
  ) {
    return documentTrash.trash(id, version);
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Takes a document out of the trash, with its versions, its tags, its PIN and whoever may see it.',
  })
  restoreDocument(
    @Arg('id', () => ID, { description: 'Which document in the trash.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: SEEN }) version: number | null | undefined,
    @Ctx() { documentTrash }: DocumentsContext,
  ) {
    return documentTrash.restore(id, version);
  }

  @Mutation(() => TrashedDocument, {
    nullable: true,
    description:
      'Removes a document in the trash for good, as its owner, as somebody who manages its exchange, or as an administrator. Answers what it was.',
  })
  async purgeDocument(
    @Arg('id', () => ID, { description: 'Which document in the trash.' }) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why; at most 500 characters. It stays on record.' })
    reason: string | null | undefined,
    @Arg('version', () => Int, { nullable: true, description: SEEN }) version: number | null | undefined,
    @Ctx() { documentTrash }: DocumentsContext,
  ) {
    const [purged] = await documentTrash.purge([id], reason, version);
    return purged;
  }

  @Mutation(() => [TrashedDocument], {
    nullable: true,
    description: 'Removes several documents in the trash for good: all of them, or none.',
  })
  purgeDocuments(
    @Arg('ids', () => [ID], { description: 'Which documents in the trash; at most 100.' }) ids: string[],
    @Arg('reason', () => String, { nullable: true, description: 'Why; at most 500 characters. It stays on record.' })
    reason: string | null | undefined,
    @Ctx() { documentTrash }: DocumentsContext,
  ) {
    return documentTrash.purge(ids, reason);
  }
}
