import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { DocumentsContext } from '../context';
import { Document } from '../document/document.entity';
import {
  ChangeDocumentPinInput,
  LiftPinLockInput,
  PinGrant,
  RemoveDocumentPinInput,
  SetDocumentPinInput,
  UnlockDocumentInput,
} from './pin.input';

@Resolver(() => PinGrant)
export class PinResolver {
  @Mutation(() => PinGrant, {
    nullable: true,
    description: 'Opens the content of a document with its PIN, for ten minutes. A few wrong ones lock it for you for a while.',
  })
  unlockDocument(
    @Arg('input', () => UnlockDocumentInput, { description: 'Which document, and its PIN.' }) input: UnlockDocumentInput,
    @Ctx() { pins }: DocumentsContext,
  ) {
    return pins.unlock(input);
  }

  @Mutation(() => Document, { nullable: true, description: 'Gives a document a PIN, without which nobody has its content.' })
  setDocumentPin(
    @Arg('input', () => SetDocumentPinInput, { description: 'Which document, and the PIN.' }) input: SetDocumentPinInput,
    @Ctx() { pins }: DocumentsContext,
  ) {
    return pins.set(input);
  }

  @Mutation(() => Document, { nullable: true, description: 'Gives a document another PIN; what was opened with the one before is shut.' })
  changeDocumentPin(
    @Arg('input', () => ChangeDocumentPinInput, { description: 'Which document, the new PIN, and what proves that you may.' })
    input: ChangeDocumentPinInput,
    @Ctx() { pins }: DocumentsContext,
  ) {
    return pins.change(input);
  }

  @Mutation(() => Document, { nullable: true, description: 'Lets a document have no PIN any more.' })
  removeDocumentPin(
    @Arg('input', () => RemoveDocumentPinInput, { description: 'Which document, and what proves that you may.' })
    input: RemoveDocumentPinInput,
    @Ctx() { pins }: DocumentsContext,
  ) {
    return pins.remove(input);
  }

  @Mutation(() => Document, {
    nullable: true,
    description: 'Lets somebody who is locked out by wrong PINs try again at once; for its owner, who manages it, and administrators.',
  })
  liftPinLock(
    @Arg('input', () => LiftPinLockInput, { description: 'Of which document, for whom, and your password.' }) input: LiftPinLockInput,
    @Ctx() { pins }: DocumentsContext,
  ) {
    return pins.liftLock(input);
  }
}
