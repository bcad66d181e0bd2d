import { DateTime, EmailAddress } from '@plat/shared/graphql/scalars';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { CrmContext } from '../context';
import { User } from '../user/user.entity';
import {
  AcceptInvitationInput,
  AccountPayload,
  ChangeEmailInput,
  ChangePasswordInput,
  ChangePasswordPayload,
  Invitation,
  ResetPasswordInput,
  SignUpInput,
} from './account.input';

const accepted = (message: string): AccountPayload => ({ accepted: true, message });

const CONFIRMED_ONLY =
  'The address is confirmed. Who you are in the registry could not be found out right now: ask for the mail again later, with requestEmailVerification.';

@Resolver(() => User)
export class AccountResolver {
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the user showed that the e-mail address is theirs; null until then.',
  })
  async emailVerifiedAt(@Root() { id }: User, @Ctx() { loaders }: CrmContext) {
    return (await loaders.verificationsOfUser.load(id))[0] ?? null;
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Makes you a user, who may sign in when the mail to the address is answered. The answer is the same for an address that has an account; where that is not confirmed, the mail is sent again and the first password stays.',
  })
  async signUp(@Arg('input', () => SignUpInput, { description: 'Who signs up.' }) input: SignUpInput, @Ctx() { accounts }: CrmContext) {
    await accounts.signUp.signUp(input);
    return accepted('A mail says how to go on.');
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sends you a mail to confirm your address once more, if who you are in the registry could not be found out when you did.',
  })
  async requestEmailVerification(@Ctx() { accounts }: CrmContext) {
    await accounts.signUp.requestVerification();
    return accepted('If who you are in the registry is still open, a mail says how to go on.');
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description:
      'Confirms an e-mail address, that of a new account, which can sign in from then on with the password that was chosen at first, or a new one of yours.',
  })
  async verifyEmail(@Arg('token', () => String, { description: 'What the mail says.' }) token: string, @Ctx() { accounts }: CrmContext) {
    const isSomebody = await accounts.emails.verify(token);
    return accepted(isSomebody ? 'The address is confirmed.' : CONFIRMED_ONLY);
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Asks for another address for your account. It takes effect when the mail to that address is answered.',
  })
  async changeEmail(
    @Arg('input', () => ChangeEmailInput, { description: 'The new address, and your password.' }) input: ChangeEmailInput,
    @Ctx() { accounts }: CrmContext,
  ) {
    await accounts.emails.change(input);
    return accepted('A mail to the new address says how to go on.');
  }

  @Mutation(() => ChangePasswordPayload, {
    nullable: true,
    description: 'Changes your password, and ends all your other sessions; access tokens of partners if you say so.',
  })
  changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The password that you have, and the new one.' }) input: ChangePasswordInput,
    @Ctx() { accounts }: CrmContext,
  ) {
    return accounts.passwords.change(input);
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sends a mail with which the password can be set anew. The answer is the same for an address that has no account.',
  })
  async requestPasswordReset(
    @Arg('email', () => EmailAddress, { description: 'The address that signs in.' }) email: string,
    @Ctx() { accounts }: CrmContext,
  ) {
    await accounts.passwords.requestReset(email);
    return accepted('If the address has an account, a mail says how to go on.');
  }

  @Mutation(() => AccountPayload, {
    nullable: true,
    description: 'Sets a forgotten password anew, and ends all sessions and access tokens of the account.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'What the mail says, and the new password.' }) input: ResetPasswordInput,
    @Ctx() { accounts }: CrmContext,
  ) {
    await accounts.passwords.reset(input);
    return accepted('The password is changed; sign in with it.');
  }

  @Mutation(() => Invitation, {
    nullable: true,
    description:
      'Asks a contact of the registry by mail to become a user, who is that contact: for staff, and for who takes part in an exchange for its coordinators and administrators.',
  })
  inviteContact(@Arg('contactId', () => ID, { description: 'Which contact.' }) contactId: string, @Ctx() { accounts }: CrmContext) {
    return accounts.invitations.invite(contactId);
  }

  @Mutation(() => AccountPayload, { nullable: true, description: 'Makes an invited contact a user, whose address is confirmed by that.' })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'What the mail says, and your password.' }) input: AcceptInvitationInput,
    @Ctx() { accounts }: CrmContext,
  ) {
    await accounts.acceptance.accept(input);
    return accepted('You are a user; sign in with your password.');
  }
}
