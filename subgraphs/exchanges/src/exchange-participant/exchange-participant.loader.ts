import { effectiveRights } from '@plat/shared/access/role-matrix';
import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { MAX_IDS } from '@plat/shared/references/existence';
import { ExchangeParticipant } from './exchange-participant.entity';
import type { ExchangeParticipantOrder } from './exchange-participant.input';
import { ownParticipations, visibleExchangeParticipants } from './exchange-participant.policy';

const orderings: Orderings<ExchangeParticipant, ExchangeParticipantOrder> = {
  ASSIGNED_AT_ASC: { by: 'assignedAt', direction: 'ASC' },
  ASSIGNED_AT_DESC: { by: 'assignedAt', direction: 'DESC' },
  ROLE_ASC: { by: 'role', direction: 'ASC' },
};

export const exchangeParticipantLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, ExchangeParticipant, visibleExchangeParticipants, ids));

/** The viewer's own active participations in an exchange, by its id; those of all exchanges of a page by one statement. */
export const ownParticipationsLoader = (scope: RequestScope) => {
  const loader = loaderByKey<{ exchangeId: string; participations: ExchangeParticipant[] }>('exchangeId', async (ids) => {
    const rows = await visibleRows(scope, ExchangeParticipant, ownParticipations, ids, 'exchangeId');
    return ids.map((id) => ({
      exchangeId: id.toLowerCase(),
      participations: rows.filter(({ exchangeId }) => exchangeId === id.toLowerCase()),
    }));
  });
  return async (exchangeId: string): Promise<readonly ExchangeParticipant[]> => (await loader.load(exchangeId))?.participations ?? [];
};
export type OwnParticipationsOf = ReturnType<typeof ownParticipationsLoader>;

const pagesOf = (scope: RequestScope, name: string, parent?: string) =>
  new Pages(scope, { name, entity: ExchangeParticipant, visible: visibleExchangeParticipants, orderings, parent });

export const exchangeParticipantPages = (scope: RequestScope) => pagesOf(scope, 'exchangeParticipants');

export const participantsOfExchangePages = (scope: RequestScope) => pagesOf(scope, 'Exchange.participants', 'node.exchange_id = parent.id');

export const participationsOfContactPages = (scope: RequestScope) =>
  pagesOf(scope, 'Contact.exchangeParticipations', 'node.contact_id = parent.id');

/** The contacts of whoever takes part in an exchange now, as many as one question of existence holds. */
export async function contactsInExchange(scope: RequestScope, exchangeId: string): Promise<string[]> {
  const parts = await visibleRows(scope, ExchangeParticipant, visibleExchangeParticipants, [exchangeId], 'exchangeId');
  const contacts = new Set(parts.filter(({ isActive }) => isActive).map(({ contactId }) => contactId));
  return [...contacts].slice(0, MAX_IDS);
}

/** The contacts for whom an exchange is carried out now. */
export async function clientsInExchange(scope: RequestScope, exchangeId: string): Promise<string[]> {
  const parts = await visibleRows(scope, ExchangeParticipant, visibleExchangeParticipants, [exchangeId], 'exchangeId');
  return parts.filter(({ role, isActive }) => role === 'CLIENT' && isActive).map(({ contactId }) => contactId);
}

/** The contacts of whoever may look into an exchange now. */
export async function readersOfExchange(scope: RequestScope, exchangeId: string): Promise<string[]> {
  const parts = await visibleRows(scope, ExchangeParticipant, visibleExchangeParticipants, [exchangeId], 'exchangeId');
  return [...new Set(parts.filter((part) => effectiveRights([part]).includes('VIEW')).map(({ contactId }) => contactId))];
}
