import { revise } from '@plat/shared/database/revise';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Contact } from './contact.entity';
import type { CreateContactInput, UpdateContactInput } from './contact.input';
import { assertMayEditContact, assertMayShareContact, visibleContacts } from './contact.policy';

/** Contacts: private to whoever made them, or shared by the staff. */
export class ContactService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
  ) {}

  /** @throws PlatError BAD_USER_INPUT without an address, FORBIDDEN to share, CONFLICT when the address is taken */
  async create({ shared, ...details }: CreateContactInput): Promise<Contact> {
    const { db, viewer } = this.scope;
    if (shared) assertMayShareContact(viewer);
    if (!details.email) throw badInput({ 'input.email': 'is needed to reach the contact' });
    const contact = await db.save(db.create(Contact, { ...details, ownerUserId: shared ? null : viewer.userId }));
    await this.events.record('contact.created', contact);
    return contact;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateContactInput): Promise<Contact> {
    const { db, viewer } = this.scope;
    if (changes.type === null) throw badInput({ 'input.type': 'must not be null; leave it out' });
    const { row, before, after } = await revise(db, Contact, {
      id,
      version,
      changes,
      scope: visibleContacts(viewer),
      mayEdit: (contact) => assertMayEditContact(viewer, contact),
    });
    await this.events.record('contact.updated', row, { before, after });
    return row;
  }
}
