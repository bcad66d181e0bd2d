import { narrowed } from '@plat/shared/access/scope';
import { assertVersion } from '@plat/shared/database/assert-version';
import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Deletions } from '@plat/shared/references/deletion';
import { Equal } from 'typeorm';
import { Contact } from './contact.entity';
import type { CreateContactInput, UpdateContactInput } from './contact.input';
import { assertMayDeleteContact, assertMayEditContact, assertMayShareContact, visibleContacts } from './contact.policy';
import type { ContactReach } from './contact.reach';
import { changesAddress, type TiedContactService } from './contact.tied.service';

/** Contacts: private to whoever made them, or shared by the staff. */
export class ContactService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly reach: ContactReach,
    private readonly tied: TiedContactService,
    private readonly deletions: Deletions,
    private readonly clock: () => Date,
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

  /**
   * Another address of somebody who takes part in an exchange is for those who may decide who that is; so exchanges is
   * asked for it, and for contacts that the viewer does not see and may coordinate.
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT with the current version, UNAVAILABLE
   */
  async update(input: UpdateContactInput): Promise<Contact> {
    const { db, viewer } = this.scope;
    const { id, version, ...changes } = input;
    if (changes.type === null) throw badInput({ 'input.type': 'must not be null; leave it out' });
    const scope = visibleContacts(viewer);
    const seen = isUuid(id) ? await db.findOne(Contact, { where: narrowed(scope, 'id', Equal(id)) }) : null;
    if (!seen || changesAddress(seen, changes)) {
      if (seen) assertMayEditContact(viewer, seen);
      const reached = await this.reach.find(id);
      if (!reached.isSeen || reached.tie.takesPart) return this.tied.update(reached, input);
    } else {
      // The addresses stay as they are, and not as they were when this was decided.
      changes.email = changes.alternateEmail = undefined;
    }
    const { row, before, after } = await revise(db, Contact, {
      id,
      version,
      changes,
      scope,
      mayEdit: (contact) => assertMayEditContact(viewer, contact),
    });
    await this.events.record('contact.updated', row, { before, after });
    return row;
  }

  /** Whoever edits a contact may; one that is archived stays so. @throws PlatError NOT_FOUND, FORBIDDEN, CONFLICT with the current version */
  archive(id: string, version?: number | null): Promise<Contact> {
    return this.mark(id, version, 'contact.archived', this.clock());
  }

  /** @throws PlatError as {@link archive} */
  restore(id: string, version?: number | null): Promise<Contact> {
    return this.mark(id, version, 'contact.restored', null);
  }

  /**
   * Somebody who is a client, signs in, or takes part in an exchange is archived, and never deleted.
   * @throws PlatError as {@link Deletions.delete}
   */
  delete(id: string, version?: number | null): Promise<Contact> {
    const { viewer } = this.scope;
    const mayDelete = (contact: Contact) => assertMayDeleteContact(viewer, contact);
    return this.deletions.delete(Contact, { id, version, scope: visibleContacts(viewer), mayDelete, heldBy: ['clients'] });
  }

  /** @param archivedAt null for what is archived no more */
  private async mark(
    id: string,
    version: number | null | undefined,
    type: 'contact.archived' | 'contact.restored',
    archivedAt: Date | null,
  ): Promise<Contact> {
    const { db, viewer } = this.scope;
    const scope = visibleContacts(viewer);
    const mayEdit = (contact: Contact) => assertMayEditContact(viewer, contact);
    const seen = isUuid(id) ? await db.findOne(Contact, { where: narrowed(scope, 'id', Equal(id)) }) : null;
    if (!seen) throw notFound('Contact', id);
    mayEdit(seen);
    if ((seen.archivedAt === null) === (archivedAt === null)) {
      assertVersion('Contact', seen, version);
      return seen;
    }
    const { row, before, after } = await revise(db, Contact, { id, version, changes: { archivedAt }, scope, mayEdit });
    await this.events.record(type, row, { before, after });
    return row;
  }
}
