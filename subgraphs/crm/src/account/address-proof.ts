import { NOBODY } from '@plat/shared/access/viewer';
import { PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { Contact, ContactType } from '../contact/contact.entity';
import { User } from '../user/user.entity';
import type { AccountParts } from './account-parts';

/** The shared contact of an address that is nobody's login and no client. */
const UNCLAIMED = `SELECT c.id FROM contacts c
  WHERE c.owner_user_id IS NULL AND c.archived_at IS NULL AND lower(c.email) = lower($1)
    AND NOT EXISTS (SELECT FROM users u WHERE u.contact_id = c.id) AND NOT EXISTS (SELECT FROM clients k WHERE k.contact_id = c.id)`;

/** The registry's contact that a user may become by an address; none; or that nobody can say it right now. */
export type Claim = { readonly contactId?: string } | 'UNKNOWN';
const NO_CLAIM: Claim = {};

/** What follows when somebody has shown that an address is theirs. */
export class AddressProof {
  constructor(private readonly parts: Pick<AccountParts, 'scope' | 'ties' | 'clock'>) {}

  /**
   * What a user without a contact may become. Other services are asked here, before the user's row is locked; a contact
   * that is taken up somewhere at the very same moment is as if that had happened just after.
   */
  async claimOf(user: Pick<User, 'contactId' | 'email'>): Promise<Claim> {
    const { scope, ties } = this.parts;
    if (user.contactId) return NO_CLAIM;
    const [row] = await scope.asSystem((db): Promise<{ id: string }[]> => db.query(UNCLAIMED, [user.email]));
    if (!row) return NO_CLAIM;
    try {
      return (await ties.of(scope.services, NOBODY, row.id)).takesPart ? NO_CLAIM : { contactId: row.id };
    } catch (error) {
      if (error instanceof PlatError && error.code === 'UNAVAILABLE') return 'UNKNOWN';
      throw error;
    }
  }

  /**
   * Notes that the address of a user, whose row is locked, is theirs, and gives a user without a contact one. Where
   * nobody can say whether the registry's is free the user stays without: one of their own would end the claim for good,
   * while the next proof of the address, or an invitation, settles it.
   * @returns whether the user is somebody in the registry now, so that what was issued before says too little
   */
  async confirm(db: EntityManager, events: Events, user: User, claim: Claim = NO_CLAIM): Promise<boolean> {
    const { email } = user;
    const verifiedAt = this.parts.clock();
    await db.query(
      `INSERT INTO email_verifications (user_id, email, verified_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, verified_at = excluded.verified_at`,
      [user.id, email, verifiedAt],
    );
    await events.record('user.email_verified', user, { after: { email } });
    if (user.contactId || claim === 'UNKNOWN') return false;
    const shared: { id: string }[] = claim.contactId
      ? await db.query(`${UNCLAIMED} AND c.id = $2 FOR UPDATE OF c`, [email, claim.contactId])
      : [];
    const [found] = shared;
    await linkContact(db, events, user, found?.id ?? (await ownContact(db, events, user)).id);
    return found !== undefined;
  }
}

/** A contact of the user's own, that nobody else sees. */
async function ownContact(db: EntityManager, events: Events, user: User): Promise<Contact> {
  const { id, email, firstName, lastName } = user;
  const [known]: { id: string }[] = await db.query('SELECT id FROM contacts WHERE owner_user_id = $1 AND lower(email) = lower($2)', [
    id,
    email,
  ]);
  if (known) return db.findOneByOrFail(Contact, { id: known.id });
  const contact = await db.save(db.create(Contact, { ownerUserId: id, email, firstName, lastName, type: ContactType.OTHER }));
  await events.record('contact.created', contact);
  return contact;
}

/** Makes the user that person. */
export async function linkContact(db: EntityManager, events: Events, user: User, contactId: string): Promise<void> {
  const before = { contactId: user.contactId };
  await db.update(User, user.id, { contactId });
  user.contactId = contactId;
  await events.record('user.contact_linked', user, { before, after: { contactId } });
}
