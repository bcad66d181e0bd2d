import { type Revision, revise } from '@plat/shared/database/revise';
import { type AccountParts, eventsIn } from '../account/account-parts';
import { Contact } from './contact.entity';
import type { UpdateContactInput } from './contact.input';
import { assertMayChangeAddress, assertMayEditContact, visibleContacts, visibleToCoordinator } from './contact.policy';
import type { Reached } from './contact.reach';

const ADDRESSES = ['email', 'alternateEmail'] as const;
type Addresses = Partial<Pick<Contact, (typeof ADDRESSES)[number]>>;

/** Whether an edit gives the contact another address. */
export const changesAddress = (contact: Addresses, changes: Addresses): boolean =>
  ADDRESSES.some((field) => changes[field] !== undefined && changes[field] !== contact[field]);

/** Edits of contacts who take part in exchanges, beyond what staff and owners do by themselves. */
export class TiedContactService {
  constructor(private readonly account: AccountParts) {}

  /**
   * Edits what was reached, as the system: a coordinator's right is known to exchanges alone. The old addresses are told.
   * @throws PlatError FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, or UNAUTHENTICATED and UNAVAILABLE for an identity that is not current
   */
  async update({ contact, tie, isSeen }: Reached, { id: _id, version, ...changes }: UpdateContactInput): Promise<Contact> {
    const { scope, post, letters } = this.account;
    const { viewer, asSystem } = scope;
    const mayEdit = (row: Contact): void => {
      if (isSeen) assertMayEditContact(viewer, row);
      if (changesAddress(row, changes)) assertMayChangeAddress(viewer, tie);
    };
    mayEdit(contact);
    await scope.assertCurrentIdentity();
    return post.together((enclose) =>
      asSystem(async (db) => {
        const edit = { id: contact.id, version, changes, mayEdit, scope: isSeen ? visibleContacts(viewer) : visibleToCoordinator(tie) };
        const { row, before, after } = await revise(db, Contact, edit);
        await eventsIn(db, scope).record('contact.updated', row, { before, after });
        for (const address of replaced(row, { before, after })) await enclose(db, letters.contactAddressChanged(address));
        return row;
      }),
    );
  }
}

/** The addresses by which the contact was known, if one of them is another now. */
function replaced(row: Contact, { before, after }: Omit<Revision<Contact>, 'row'>): Set<string> {
  if (!changesAddress(before, after)) return new Set();
  const { email, alternateEmail } = { ...row, ...before };
  return new Set([email, alternateEmail].filter((address) => address !== null));
}
