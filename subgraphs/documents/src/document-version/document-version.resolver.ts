import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { DocumentVersionComparison } from './document-version.comparison';
import { DocumentVersion, DocumentVersionConnection } from './document-version.entity';
import { DocumentVersionPageArgs } from './document-version.input';

@Resolver(() => DocumentVersion)
export class DocumentVersionResolver {
  @FieldResolver(() => Document, { nullable: true, description: 'The document whose file it is, or was.' })
  document(@Root() { documentId }: DocumentVersion, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who added it.' })
  createdBy(@Root() { createdById }: DocumentVersion) {
    return createdById ? { id: createdById } : null;
  }

  @Query(() => DocumentVersionComparison, {
    nullable: true,
    description: 'What differs in what is known of two versions of a document; neither is opened.',
  })
  compareDocumentVersions(
    @Arg('documentId', () => ID, { description: 'Which document.' }) documentId: string,
    @Arg('from', () => Int, { description: 'The number of one version.' }) from: number,
    @Arg('to', () => Int, { description: 'The number of the other version.' }) to: number,
    @Ctx() { documentVersions }: DocumentsContext,
  ) {
    return documentVersions.compare(documentId, from, to);
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Brings an earlier version of a document back: its file becomes the next version. Answers the document.',
  })
  restoreDocumentVersion(
    @Arg('documentId', () => ID, { description: 'Which document.' }) documentId: string,
    @Arg('number', () => Int, { description: 'The number of the version to bring back.' }) number: number,
    @Arg('version', () => Int, { nullable: true, description: 'The version of the document that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { documentVersions }: DocumentsContext,
  ) {
    return documentVersions.restore(documentId, number, version);
  }
}

@Resolver(() => Document)
export class VersionedDocumentResolver {
  @FieldResolver(() => DocumentVersionConnection, { nullable: true, description: 'The files that it has had, the last one first.' })
  versions(
    @Root() { id }: Document,
    @Args(() => DocumentVersionPageArgs) args: DocumentVersionPageArgs,
    @Ctx() { pages }: DocumentsContext,
  ) {
    return pages.versionsOfDocument.of(id, args);
  }

  @FieldResolver(() => DocumentVersion, { nullable: true, description: 'Its file as it is; none while the original lies elsewhere.' })
  currentVersion(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.currentVersion.load(id);
  }
}
