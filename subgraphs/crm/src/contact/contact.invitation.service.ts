import { conflict } from '@plat/shared/errors/plat-error';
import type { Invitation } from '../account/account.input';
import { type AccountParts, eventsIn } from '../account/account-parts';
import { AccountTokenPurpose } from '../account/account-token.entity';
import { issueToken } from '../account/account-tokens';
import { User } from '../user/user.entity';
import { Contact } from './contact.entity';
import { assertMayInviteContact } from './contact.policy';
import { ContactReach } from './contact.reach';

/** Asks contacts of the registry to become users. */
export class ContactInvitationService {
  constructor(private readonly account: AccountParts) {}

  /**
   * Who is invited twice has one invitation, the last.
   * @throws PlatError NOT_FOUND, FORBIDDEN, UNAVAILABLE without an answer of exchanges, or CONFLICT for a contact without
   * an address, with a login, archived or private
   */
  async invite(id: string): Promise<Invitation> {
    const { scope, post, letters, clock } = this.account;
    const { viewer, asSystem } = scope;
    const { contact: reached, tie } = await new ContactReach(this.account).find(id);
    assertMayInviteContact(viewer, reached, tie);
    if (tie.takesPart) await scope.assertCurrentIdentity();
    return post.together((enclose) =>
      asSystem(async (db) => {
        const contact = await db.findOneOrFail(Contact, { where: { id: reached.id }, lock: { mode: 'pessimistic_write' } });
        const { email } = contact;
        if (contact.ownerUserId || contact.archivedAt)
          throw conflict('Only contacts of the shared registry that are not archived are invited.');
        if (!email) throw conflict('The contact has no e-mail address.');
        if (await db.existsBy(User, { contactId: contact.id })) throw conflict('The contact has a login already.');
        const { token, expiresAt } = await issueToken(
          db,
          { purpose: AccountTokenPurpose.INVITATION, contactId: contact.id, email },
          clock(),
        );
        await eventsIn(db, scope).record('contact.invited', contact, { after: { email } });
        await enclose(db, letters.invitation(email, token));
        return { contact, expiresAt };
      }),
    );
  }
}
