import type { ContactTie } from '@plat/shared/access/contact-ties';
import { narrowed } from '@plat/shared/access/scope';
import { notFound } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal } from 'typeorm';
import type { AccountParts } from '../account/account-parts';
import { Contact } from './contact.entity';
import { visibleContacts, visibleToCoordinator } from './contact.policy';

/** A contact, and how the viewer comes to it. */
export interface Reached {
  readonly contact: Contact;
  readonly tie: ContactTie;
  /** Whether the viewer reads it; else it is reached by an exchange that the viewer coordinates. */
  readonly isSeen: boolean;
}

/** Contacts as exchanges know them: whoever coordinates one reaches the people in it, of whom they see the cards alone. */
export class ContactReach {
  constructor(private readonly parts: Pick<AccountParts, 'scope' | 'ties'>) {}

  /** @throws PlatError NOT_FOUND for who neither sees nor coordinates the contact, UNAVAILABLE without an answer of exchanges */
  async find(id: string): Promise<Reached> {
    const { scope, ties } = this.parts;
    const { db, viewer, services, asSystem } = scope;
    const only = Equal(id);
    const seen = isUuid(id) ? await db.findOne(Contact, { where: narrowed(visibleContacts(viewer), 'id', only) }) : null;
    if (!seen && (!isUuid(id) || !viewer.contactId)) throw notFound('Contact', id); // who is nobody coordinates nothing
    const tie = await ties.of(services, viewer, id);
    // As the system, since access to exchanges is not known to row level security here.
    const contact =
      seen ?? (await asSystem((system) => system.findOne(Contact, { where: narrowed(visibleToCoordinator(tie), 'id', only) })));
    if (!contact) throw notFound('Contact', id);
    return { contact, tie, isSeen: seen !== null };
  }
}
