import { revise } from '@plat/shared/database/revise';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import type { Contact } from '../contact/contact.entity';
import { revokeAll } from '../revocation/revoke';
import { Client } from './client.entity';
import type { CreateClientInput, UpdateClientInput } from './client.input';
import { assertMayDeleteClients, assertMayWriteClients, visibleClients } from './client.policy';

/** Clients: made of a contact, whose name, address and number they take where none are given. */
export class ClientService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly contacts: LoaderById<Contact>,
    private readonly deletions: Deletions,
  ) {}

  /** @throws PlatError FORBIDDEN, NOT_FOUND for the contact, BAD_USER_INPUT without a name, CONFLICT for a second client */
  async create({ contactId, ...details }: CreateClientInput): Promise<Client> {
    const { db, viewer } = this.scope;
    assertMayWriteClients(viewer);
    const contact = contactId ? await this.contacts.load(contactId) : undefined;
    if (contact === null) throw notFound('Contact', String(contactId));
    const name = details.name ?? contactName(contact);
    if (!name?.trim()) throw badInput({ 'input.name': 'is needed where there is no contact to take it from' });
    const client = await db.save(
      db.create(Client, {
        ...details,
        name,
        contactId: contact?.id ?? null,
        email: details.email ?? contact?.email ?? null,
        phone: details.phone ?? contact?.phoneNumber ?? null,
      }),
    );
    await this.events.record('client.created', client);
    return client;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...changes }: UpdateClientInput): Promise<Client> {
    const { db, viewer } = this.scope;
    if (changes.name === null || changes.name?.trim() === '') throw badInput({ 'input.name': 'must not be empty' });
    const { row, before, after } = await revise(db, Client, {
      id,
      version,
      changes,
      scope: visibleClients(viewer),
      mayEdit: () => assertMayWriteClients(viewer),
    });
    await this.events.record('client.updated', row, { before, after });
    return row;
  }

  /** Whoever signs in as the client is that no more, at once. @throws PlatError as {@link Deletions.delete}; REFERENCED with projects */
  delete(id: string, version?: number | null): Promise<Client> {
    const { viewer } = this.scope;
    let logins: { id: string }[] = [];
    return this.deletions.delete(Client, {
      id,
      version,
      scope: visibleClients(viewer),
      mayDelete: () => assertMayDeleteClients(viewer),
      prepare: async ({ db }, client) => {
        logins = await db.query('SELECT id FROM users WHERE client_id = $1', [client.id]);
      },
      conclude: async ({ db }) => {
        if (logins.length) await revokeAll(db, 'USER', 'SELECT unnest($1::uuid[])', [logins.map((login) => login.id)]);
      },
    });
  }
}

const contactName = (contact: Contact | undefined): string | undefined =>
  contact && ([contact.firstName, contact.lastName].filter(Boolean).join(' ') || contact.companyName || undefined);
