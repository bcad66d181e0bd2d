import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { SyncContext } from '../context';
import { User } from '../user/user.stub';
import { PlatformLink, PlatformLinkConnection } from './platform-link.entity';
import { CreatePlatformLinkInput, DocumentsOfPlatformLink, PlatformLinkPageArgs, UpdatePlatformLinkInput } from './platform-link.input';

@Resolver(() => PlatformLink)
export class PlatformLinkResolver {
  @Query(() => PlatformLink, { nullable: true, description: 'A platform link by id; null when there is none that you may see.' })
  platformLink(@Arg('id', () => ID, { description: 'The id of the platform link.' }) id: string, @Ctx() { loaders }: SyncContext) {
    return loaders.platformLink.load(id);
  }

  @Query(() => PlatformLinkConnection, {
    nullable: true,
    description: 'Platform links that you may see: your own, or all as an administrator.',
  })
  platformLinks(@Args(() => PlatformLinkPageArgs) args: PlatformLinkPageArgs, @Ctx() { pages }: SyncContext) {
    return pages.platformLinks.root(args);
  }

  @FieldResolver(() => User, { nullable: true, description: 'The owner.' })
  user(@Root() { userId }: PlatformLink) {
    return { id: userId };
  }

  @Mutation(() => PlatformLink, { nullable: true, description: 'Connects a platform of yours.' })
  createPlatformLink(
    @Arg('input', () => CreatePlatformLinkInput, { description: 'The new platform link.' }) input: CreatePlatformLinkInput,
    @Ctx() { platformLinks }: SyncContext,
  ) {
    return platformLinks.create(input);
  }

  @Mutation(() => PlatformLink, { nullable: true, description: 'Edits a platform link of yours, its credentials included.' })
  updatePlatformLink(
    @Arg('input', () => UpdatePlatformLinkInput, { description: 'Which platform link, and what changes.' }) input: UpdatePlatformLinkInput,
    @Ctx() { platformLinks }: SyncContext,
  ) {
    return platformLinks.update(input);
  }

  @Mutation(() => PlatformLink, {
    nullable: true,
    description: 'Disconnects a platform of yours and forgets its credentials, and answers what it was.',
  })
  deletePlatformLink(
    @Arg('id', () => ID, { description: 'Which platform link.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Arg('documents', () => DocumentsOfPlatformLink, {
      defaultValue: DocumentsOfPlatformLink.KEEP,
      description: 'What becomes of the documents that came from it.',
    })
    documents: DocumentsOfPlatformLink,
    @Ctx() { platformLinks }: SyncContext,
  ) {
    return platformLinks.delete(id, version, documents);
  }
}
