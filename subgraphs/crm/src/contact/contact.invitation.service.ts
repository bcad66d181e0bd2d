import { narrowed } from '@plat/shared/access/scope';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import type { Invitation } from '../account/account.input';
import { type AccountParts, eventsIn } from '../account/account-parts';
import { AccountTokenPurpose } from '../account/account-token.entity';
import { issueToken } from '../account/account-tokens';
import { User } from '../user/user.entity';
import { Contact } from './contact.entity';
import { assertMayInviteContact, visibleContacts } from './contact.policy';

/** Asks contacts of the registry to become users. */
export class ContactInvitationService {
  constructor(private readonly account: AccountParts) {}

  /**
   * Who is invited twice has one invitation, the last.
   * @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT for a contact without an address, with a login, archived or private
   */
  async invite(id: string): Promise<Invitation> {
    const { scope, post, letters, clock } = this.account;
    const { db, viewer, asSystem } = scope;
    const seen = isUuid(id) ? await db.findOne(Contact, { where: narrowed(visibleContacts(viewer), 'id', Equal(id)) }) : null;
    if (!seen) throw notFound('Contact', id);
    assertMayInviteContact(viewer, seen);
    return post.together((enclose) =>
      asSystem(async (db) => {
        const contact = await db.findOneOrFail(Contact, { where: { id: seen.id }, lock: { mode: 'pessimistic_write' } });
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
