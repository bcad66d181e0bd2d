import { DateTime } from '@plat/shared/graphql/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType('PinGrant', { description: 'That the PIN of a document was known: it opens this document, to this person, in this session.' })
export class PinGrant {
  @Field(() => String, { description: 'What to send as `grant` with every request for the content. It is shown once.' })
  readonly token!: string;

  @Field(() => DateTime, { description: 'Until when it counts, if the PIN stays the same.' })
  readonly expiresAt!: Date;
}

@InputType('UnlockDocumentInput', { description: 'A document, and its PIN.' })
export class UnlockDocumentInput {
  @Field(() => ID, { description: 'Which document.' })
  documentId!: string;

  @Field(() => String, { description: 'Its PIN.' })
  pin!: string;
}

@InputType({ description: 'A document, as it was seen.' })
abstract class OfDocument {
  @Field(() => ID, { description: 'Which document.' })
  documentId!: string;

  @Field(() => Int, { nullable: true, description: 'The version that this was decided on; a newer one refuses it.' })
  version?: number | null;
}

@InputType({ description: 'A document, and what proves that one may decide about its PIN.' })
abstract class ProvenOfDocument extends OfDocument {
  @Field(() => String, { nullable: true, description: 'The PIN that it has; a wrong one counts as an attempt.' })
  currentPin?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own password, in place of the PIN: for the owner, and who manages what the document belongs to.',
  })
  password?: string | null;
}

@InputType('SetDocumentPinInput', { description: 'A PIN for a document that has none.' })
export class SetDocumentPinInput extends OfDocument {
  @Field(() => String, {
    description:
      'Six to twelve digits, or a phrase of at least eight characters; no repeats, runs, years or dates, and none of those most used.',
  })
  pin!: string;
}

@InputType('ChangeDocumentPinInput', { description: 'Another PIN for a document, by the PIN that it has or by your password.' })
export class ChangeDocumentPinInput extends ProvenOfDocument {
  @Field(() => String, { description: 'The new PIN, by the same rules as a first one.' })
  newPin!: string;
}

@InputType('RemoveDocumentPinInput', { description: 'No PIN any more for a document, by the PIN that it has or by your password.' })
export class RemoveDocumentPinInput extends ProvenOfDocument {}

@InputType('LiftPinLockInput', { description: 'Who may try again at once after too many wrong PINs, proven by your password.' })
export class LiftPinLockInput {
  @Field(() => ID, { description: 'Which document.' })
  documentId!: string;

  @Field(() => ID, { nullable: true, description: 'The user who may try again; or else a share link.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The share link whose visitors may try again.' })
  shareLinkId?: string | null;

  @Field(() => String, { description: 'Your own password.' })
  password!: string;
}
