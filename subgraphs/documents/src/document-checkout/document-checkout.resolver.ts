import { BigIntScalar } from '@plat/shared/graphql/scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import { User } from '../user/user.stub';
import { DocumentCheckOut } from './document-checkout.entity';

@Resolver(() => DocumentCheckOut)
export class DocumentCheckOutResolver {
  @FieldResolver(() => User, { nullable: true, description: 'Who has it.' })
  holder(@Root() { holderId }: DocumentCheckOut) {
    return { id: holderId };
  }

  @FieldResolver(() => User, { nullable: true, description: 'From whom it was taken over.' })
  takenFrom(@Root() { takenFromId }: DocumentCheckOut) {
    return takenFromId ? { id: takenFromId } : null;
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Checks a document out: until it ends nobody else edits it or adds a version. Again, it is prolonged.',
  })
  checkOutDocument(
    @Arg('id', () => ID, { description: 'Which document.' }) id: string,
    @Arg('minutes', () => Int, { description: 'For how long, from now: 1 to 1440.' }) minutes: number,
    @Arg('reason', () => String, { nullable: true, description: 'What for. Needed to take over what somebody else has.' })
    reason: string | null | undefined,
    @Ctx() { documentCheckOuts }: DocumentsContext,
  ) {
    return documentCheckOuts.checkOut(id, minutes, reason);
  }

  @Mutation(() => Document, { nullable: true, description: 'Ends a check-out of yours, or for a reason somebody else’s.' })
  checkInDocument(
    @Arg('id', () => ID, { description: 'Which document.' }) id: string,
    @Arg('fencingToken', () => BigIntScalar, {
      nullable: true,
      description: 'The number of the check-out that is meant, where it was overtaken.',
    })
    fencingToken: string | null | undefined,
    @Arg('reason', () => String, { nullable: true, description: 'Why what somebody else has checked out is ended.' })
    reason: string | null | undefined,
    @Ctx() { documentCheckOuts }: DocumentsContext,
  ) {
    return documentCheckOuts.checkIn(id, fencingToken, reason);
  }
}

@Resolver(() => Document)
export class CheckedOutDocumentResolver {
  @FieldResolver(() => DocumentCheckOut, { nullable: true, description: 'Who works on it alone at this moment; null when nobody does.' })
  checkOut(@Root() { id }: Document, @Ctx() { loaders }: DocumentsContext) {
    return loaders.documentCheckOut.load(id);
  }
}
