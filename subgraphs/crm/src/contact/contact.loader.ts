import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Contact } from './contact.entity';
import type { ContactOrder } from './contact.input';
import { visibleContacts } from './contact.policy';

const orderings: Orderings<Contact, ContactOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  LAST_NAME_ASC: { by: 'lastName', direction: 'ASC', nullable: true },
};

export const contactLoader = ({ db, viewer }: RequestScope) => loaderById((ids) => visibleRows(db, Contact, visibleContacts(viewer), ids));

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
    const visible = await visibleRows(scope.db, Contact, visibleContacts(scope.viewer), ids);
    const seen = new Set(visible.map(({ id }) => id));
    const rest = ids.filter((id) => !seen.has(id));
    if (rest.length === 0) return visible;
    const cards: CardRow[] = await scope.db.query('SELECT id, first_name, last_name, company_name FROM contact_cards($1)', [rest]);
    return [
      ...visible,
      ...cards.map((card) =>
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

export const contactPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'contacts', entity: Contact, visible: visibleContacts, orderings });
