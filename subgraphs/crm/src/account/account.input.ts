import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { Field, InputType, ObjectType } from 'type-graphql';
import { Contact } from '../contact/contact.entity';

@ObjectType('AccountPayload', { description: 'That a request about an account was taken; it is the same for every account, and for none.' })
export class AccountPayload {
  @Field(() => Boolean, { description: 'Always true: what is refused has an error instead.' })
  accepted!: boolean;

  @Field(() => String, { description: 'What happens next, in a sentence.' })
  message!: string;
}

@InputType('SignUpInput', { description: 'Who signs up.' })
export class SignUpInput {
  @Field(() => EmailAddress, {
    description: 'The address that is to sign in, as soon as you have told by the mail that goes there that it is yours.',
  })
  email!: string;

  @Field(() => String, {
    description: 'At least 8 characters of any kind and at most 1,024 bytes; none of the most common passwords, nor your own names.',
  })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The name to be shown by, 3 to 255 characters; from the address if not given. Where somebody has it, yours gets a suffix, and can be changed later.',
  })
  username?: string | null;

  @Field(() => String, { nullable: true, description: 'The first name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'The last name.' })
  lastName?: string | null;
}

@InputType('AcceptInvitationInput', { description: 'An invited person’s answer.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'What the mail says.' })
  token!: string;

  @Field(() => String, { description: 'Your password, by the rules of `SignUpInput.password`.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name to be shown by, 3 to 255 characters, unique; from the address if not given.',
  })
  username?: string | null;
}

@InputType('ChangePasswordInput', { description: 'The password that you have, and another one.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The password that you have.' })
  currentPassword!: string;

  @Field(() => String, { description: 'The new one, by the rules of `SignUpInput.password`.' })
  newPassword!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether the access tokens that you made for partners end, too.' })
  endAccessTokens!: boolean;
}

@ObjectType('ChangePasswordPayload', { description: 'How this session goes on; all others have ended.' })
export class ChangePasswordPayload {
  @Field(() => String, { description: 'The access token of this session from now on; earlier ones have ended.' })
  accessToken!: string;

  @Field(() => DateTime, { description: 'When the access token expires.' })
  expiresAt!: Date;
}

@InputType('ResetPasswordInput', { description: 'A new password for an account whose mailbox you have.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'What the mail says; ten minutes after it was sent it says nothing any more.' })
  token!: string;

  @Field(() => String, { description: 'The new password, by the rules of `SignUpInput.password`.' })
  newPassword!: string;
}

@InputType('ChangeEmailInput', { description: 'Another e-mail address for your account.' })
export class ChangeEmailInput {
  @Field(() => String, { description: 'Your password, asked for again.' })
  password!: string;

  @Field(() => EmailAddress, { description: 'The new address; a mail asks whether it is yours.' })
  email!: string;
}

@ObjectType('Invitation', { description: 'That a contact was asked by mail to become a user.' })
export class Invitation {
  @Field(() => Contact, { description: 'Who is invited.' })
  contact!: Contact;

  @Field(() => DateTime, { description: 'Until when the invitation can be accepted.' })
  expiresAt!: Date;
}
