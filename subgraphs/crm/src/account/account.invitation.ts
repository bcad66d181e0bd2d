import { badInput, conflict } from '@plat/shared/errors/plat-error';
import type { EntityManager } from 'typeorm';
import { Contact } from '../contact/contact.entity';
import { revoke } from '../revocation/revoke';
import { hashPassword } from '../session/password';
import { faultOfPassword } from '../session/password-rules';
import { faultsOfProfile } from '../user/profile-rules';
import { User } from '../user/user.entity';
import type { AcceptInvitationInput } from './account.input';
import { type AccountParts, eventsIn } from './account-parts';
import { type AccountToken, AccountTokenPurpose } from './account-token.entity';
import { findToken, invalidToken, takeToken } from './account-tokens';
import { AddressProof, linkContact } from './address-proof';
import { replacePassword } from './new-password';
import { addUser, assertUsernameFree, userOfAddress } from './new-user';

const ARGUMENT = 'input.token';

/** Lets an invited contact become a user, who is that contact and its client from the start. */
export class AcceptInvitation {
  constructor(private readonly parts: AccountParts) {}

  /**
   * Whoever signed up with the invited address before has the mailbox at best, and may not be who is invited: the
   * password of the invitation takes the place of theirs, and what they made to come in by ends.
   * @throws PlatError BAD_USER_INPUT, CONFLICT for an account that is somebody else in the registry
   */
  async accept({ token, password, username }: AcceptInvitationInput): Promise<void> {
    const { scope, clock } = this.parts;
    const find = (db: EntityManager) => findToken(db, ARGUMENT, token, [AccountTokenPurpose.INVITATION], clock());
    const { email } = await scope.asSystem(find);
    const fault = await faultOfPassword(password, { email, username });
    const faults = { ...faultsOfProfile({ username }), ...(fault && { 'input.password': fault }) };
    if (Object.keys(faults).length) throw badInput(faults);
    const passwordHash = await hashPassword(password);
    await scope.asSystem(async (db) => {
      const found = await find(db);
      const known = await userOfAddress(db, found.email);
      await assertUsernameFree(db, username);
      const user = known && (await db.findOneOrFail(User, { where: { id: known.id }, lock: { mode: 'pessimistic_write' } }));
      const contact = await this.invited(db, found);
      await takeToken(db, ARGUMENT, found, clock());
      if (user) return this.takeOver(db, user, contact, passwordHash);
      const { firstName, lastName } = contact;
      const clientId = await loginlessClient(db, contact.id);
      const events = eventsIn(db, scope);
      const added = await addUser(db, events, { email, passwordHash, username, firstName, lastName, contactId: contact.id, clientId });
      await new AddressProof(this.parts).confirm(db, events, added);
    });
  }

  /** The contact as it was invited, locked: under another address, archived, or with a login by now, it is so no more. */
  private async invited(db: EntityManager, { contactId, email }: AccountToken): Promise<Contact> {
    const contact = await db.findOne(Contact, { where: { id: contactId ?? '' }, lock: { mode: 'pessimistic_write' } });
    const isSame = contact && !contact.archivedAt && contact.ownerUserId === null && contact.email?.toLowerCase() === email.toLowerCase();
    if (!isSame || (await db.existsBy(User, { contactId: contact.id }))) throw invalidToken(ARGUMENT);
    return contact;
  }

  private async takeOver(db: EntityManager, user: User, contact: Contact, passwordHash: string): Promise<void> {
    const { scope, clock } = this.parts;
    if (!user.isActive) throw invalidToken(ARGUMENT);
    const own = user.contactId ? await db.findOneBy(Contact, { id: user.contactId }) : null;
    if (own && own.ownerUserId !== user.id)
      throw conflict('The account of this address is somebody else in the registry; ask who invited you.');
    const events = eventsIn(db, scope);
    await replacePassword(db, events, user, { passwordHash, cause: 'user.password_reset', now: clock() });
    await linkContact(db, events, user, contact.id);
    await new AddressProof(this.parts).confirm(db, events, user);
    await revoke(db, 'USER', user.id);
  }
}

/** The client that the contact became, if nobody signs in for it. */
async function loginlessClient(db: EntityManager, contactId: string): Promise<string | undefined> {
  const [row]: { id: string }[] = await db.query(
    'SELECT id FROM clients c WHERE contact_id = $1 AND archived_at IS NULL AND NOT EXISTS (SELECT FROM users u WHERE u.client_id = c.id)',
    [contactId],
  );
  return row?.id;
}
