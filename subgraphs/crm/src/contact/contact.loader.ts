import { isNull, narrowed, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { badInput } from '@plat/shared/errors/plat-error';
import type { Connection } from '@plat/shared/graphql/connection';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import type { FindOperator } from 'typeorm';
import { Contact } from './contact.entity';
import type { ContactOrder, ContactPageArgs } from './contact.input';
import { visibleContacts } from './contact.policy';

const orderings: Orderings<Contact, ContactOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  LAST_NAME_ASC: { by: 'lastName', direction: 'ASC', nullable: true },
};

export const contactLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Contact, visibleContacts, ids));

interface CardRow {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly company_name: string | null;
}

/**
 * Contacts as reached from a row of another service, a participant or a sender: of those that the viewer may not read
 * there is a card, id and names with everything else null. Never for root fields, which stay strict.
 */
export const contactCardLoader = (scope: RequestScope) =>
  loaderById(async (ids) => {
    // At once, in one round trip, though cards of what the viewer reads are asked for in vain.
    const [visible, cards]: [Contact[], CardRow[]] = await Promise.all([
      visibleRows(scope, Contact, visibleContacts, ids),
      scope.db.query('SELECT id, first_name, last_name, company_name FROM contact_cards($1)', [ids]),
    ]);
    const seen = new Set(visible.map(({ id }) => id));
    const hidden = cards.filter(({ id }) => !seen.has(id));
    return [
      ...visible,
      ...hidden.map((card) =>
        Object.assign(new Contact(), {
          id: card.id,
          firstName: card.first_name,
          lastName: card.last_name,
          companyName: card.company_name,
          ownerUserId: null,
        }),
      ),
    ];
  });

const currentContacts = (viewer: Viewer) => narrowed(visibleContacts(viewer), 'archivedAt', isNull<FindOperator<unknown>>());
const archivedContacts = (viewer: Viewer) =>
  narrowed(visibleContacts(viewer), 'archivedAt', where<FindOperator<unknown>>(':column IS NOT NULL'));

/** Those that are archived, and those that are not. */
export class ContactPages {
  private readonly current: Pages<Contact>;
  private readonly archived: Pages<Contact>;

  constructor(scope: RequestScope) {
    this.current = new Pages(scope, { name: 'contacts', entity: Contact, visible: currentContacts, orderings });
    this.archived = new Pages(scope, { name: 'contacts archived', entity: Contact, visible: archivedContacts, orderings });
  }

  /** @throws PlatError BAD_USER_INPUT for arguments that break a rule */
  async root({ filter, ...args }: ContactPageArgs): Promise<Connection<Contact>> {
    const { archived, ...conditions } = filter ?? {};
    if (archived === null) throw badInput({ 'filter.archived': 'must not be null; leave it out' });
    return (archived ? this.archived : this.current).root({ ...args, filter: conditions });
  }
}
