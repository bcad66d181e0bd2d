import { ContactInvitationService } from '../contact/contact.invitation.service';
import { EmailAddresses } from './account.email';
import { AcceptInvitation } from './account.invitation';
import { Passwords } from './account.password';
import { SignUp } from './account.sign-up';
import type { AccountParts } from './account-parts';

/** All operations on accounts. They work as the system: whom they serve is nobody yet, or decides about a login. */
export const accountServices = (parts: AccountParts) => ({
  signUp: new SignUp(parts),
  emails: new EmailAddresses(parts),
  passwords: new Passwords(parts),
  invitations: new ContactInvitationService(parts),
  acceptance: new AcceptInvitation(parts),
});
