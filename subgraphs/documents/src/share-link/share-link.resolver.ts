import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { ShareLink, ShareLinkConnection } from './share-link.entity';
import { CreatedShareLink, CreateShareLinkInput, ShareLinkPageArgs } from './share-link.input';

@Resolver(() => ShareLink)
export class ShareLinkResolver {
  @Query(() => ShareLink, { nullable: true, description: 'A share link by id; null when there is none that you may see.' })
  shareLink(@Arg('id', () => ID, { description: 'The id of the share link.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.shareLink.load(id);
  }

  @Query(() => ShareLinkConnection, { nullable: true, description: 'The share links that you made; for administrators all.' })
  shareLinks(@Args(() => ShareLinkPageArgs) args: ShareLinkPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.shareLinks.root(args);
  }

  @FieldResolver(() => User, { description: 'Who made it.' })
  createdBy(@Root() { createdById }: ShareLink) {
    return { id: createdById };
  }

  @FieldResolver(() => [Document], { description: 'The documents that it leads to, as far as you may see them.' })
  async documents(@Root() { id }: ShareLink, @Ctx() { loaders }: DocumentsContext) {
    const ids = await loaders.documentsOfShareLink.load(id);
    const documents = await Promise.all(ids.map((one) => loaders.document.load(one)));
    return documents.filter((one) => one !== null);
  }

  @Mutation(() => CreatedShareLink, {
    nullable: true,
    description:
      'Makes an address by which whoever has it downloads documents of yours, or of an exchange that you manage. A PIN is asked for all the same.',
  })
  createShareLink(
    @Arg('input', () => CreateShareLinkInput, { description: 'What it leads to, and for how long.' }) input: CreateShareLinkInput,
    @Ctx() { shareLinks }: DocumentsContext,
  ) {
    return shareLinks.create(input);
  }

  @Mutation(() => ShareLink, { nullable: true, description: 'Takes a share link back: downloads under way are cut.' })
  revokeShareLink(
    @Arg('id', () => ID, { description: 'The share link.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { shareLinks }: DocumentsContext,
  ) {
    return shareLinks.revoke(id, version);
  }
}
