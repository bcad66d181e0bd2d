import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { Exchange } from '../exchange/exchange.stub';
import { User } from '../user/user.stub';
import { LegalHold, LegalHoldConnection } from './legal-hold.entity';
import { HoldDocumentsInput, LegalHoldDocumentPageArgs, LegalHoldPageArgs, PlaceLegalHoldInput } from './legal-hold.input';
import { LegalHoldDocument, LegalHoldDocumentConnection } from './legal-hold-document.entity';

const stub = (id: string | null) => id && { id };

@Resolver(() => LegalHold)
export class LegalHoldResolver {
  @Query(() => LegalHold, { nullable: true, description: 'A legal hold by id; null when there is none that you may see.' })
  legalHold(@Arg('id', () => ID, { description: 'The id of the hold.' }) id: string, @Ctx() { loaders }: DocumentsContext) {
    return loaders.legalHold.load(id);
  }

  @Query(() => LegalHoldConnection, {
    nullable: true,
    description: 'Legal holds, those that were released too: administrators see all, coordinators those of their exchanges.',
  })
  legalHolds(@Args(() => LegalHoldPageArgs) args: LegalHoldPageArgs, @Ctx() { pages }: DocumentsContext) {
    return pages.legalHolds.root(args);
  }

  @FieldResolver(() => LegalHoldDocumentConnection, { nullable: true, description: 'The documents that it keeps, and has kept.' })
  documents(
    @Root() { id }: LegalHold,
    @Args(() => LegalHoldDocumentPageArgs) args: LegalHoldDocumentPageArgs,
    @Ctx() { pages }: DocumentsContext,
  ) {
    return pages.documentsOfLegalHold.of(id, args);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange whose documents it holds; any document without one.' })
  exchange(@Root() { exchangeId }: LegalHold) {
    return stub(exchangeId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who placed it.' })
  placedBy(@Root() { placedById }: LegalHold) {
    return stub(placedById);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who released it.' })
  releasedBy(@Root() { releasedById }: LegalHold) {
    return stub(releasedById);
  }

  @Mutation(() => LegalHold, {
    nullable: true,
    description: 'Places a legal hold, as an administrator, or as the coordinator of an exchange on its documents.',
  })
  placeLegalHold(
    @Arg('input', () => PlaceLegalHoldInput, { description: 'What it is called and why, and what it holds first.' })
    input: PlaceLegalHoldInput,
    @Ctx() { legalHolds }: DocumentsContext,
  ) {
    return legalHolds.place(input);
  }

  @Mutation(() => LegalHold, { nullable: true, description: 'Lets a legal hold keep more documents.' })
  addToLegalHold(
    @Arg('input', () => HoldDocumentsInput, { description: 'Which hold, which documents, and why.' }) input: HoldDocumentsInput,
    @Ctx() { legalHolds }: DocumentsContext,
  ) {
    return legalHolds.add(input);
  }

  @Mutation(() => LegalHold, { nullable: true, description: 'Lets go of documents that a legal hold keeps.' })
  removeFromLegalHold(
    @Arg('input', () => HoldDocumentsInput, { description: 'Which hold, which documents, and why.' }) input: HoldDocumentsInput,
    @Ctx() { legalHolds }: DocumentsContext,
  ) {
    return legalHolds.remove(input);
  }

  @Mutation(() => LegalHold, { nullable: true, description: 'Releases a legal hold: none of its documents is kept by it any more.' })
  releaseLegalHold(
    @Arg('id', () => ID, { description: 'Which hold.' }) id: string,
    @Arg('reason', () => String, { description: 'Why; at most 2000 characters.' }) reason: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { legalHolds }: DocumentsContext,
  ) {
    return legalHolds.release(id, reason, version);
  }
}

@Resolver(() => LegalHoldDocument)
export class LegalHoldDocumentResolver {
  @FieldResolver(() => LegalHold, { nullable: true, description: 'The hold.' })
  hold(@Root() { holdId }: LegalHoldDocument, @Ctx() { loaders }: DocumentsContext) {
    return loaders.legalHold.load(holdId);
  }

  @FieldResolver(() => Document, { nullable: true, description: 'The document, as far as you may see it; null in the trash.' })
  document(@Root() { documentId }: LegalHoldDocument, @Ctx() { loaders }: DocumentsContext) {
    return loaders.document.load(documentId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who added it.' })
  addedBy(@Root() { addedById }: LegalHoldDocument) {
    return stub(addedById);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who let go of it.' })
  removedBy(@Root() { removedById }: LegalHoldDocument) {
    return stub(removedById);
  }
}
