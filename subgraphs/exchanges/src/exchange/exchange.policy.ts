import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { Exchange } from './exchange.entity';
import type { ExchangeParticipant } from './exchange-participant.entity';
import type { ExchangeProperty } from './exchange-property.entity';

/** The column names an exchange in which the contact takes part and may look. Every role may, so none is asked for. */
const takesPart = (contact: string): string => where(`:column IN (SELECT p.exchange_id FROM exchange_participants p
  WHERE p.contact_id = CAST(:{contact} AS uuid) AND p.is_active AND 'VIEW' = ANY (p.permissions))`, { contact });

/** The exchanges that this viewer may know exist: those it takes part in; all of them for an administrator. */
export const visibleExchanges = (viewer: Viewer): Scope<Exchange> => {
  if (viewer.isAdmin) return {};
  return viewer.contactId ? { id: takesPart(viewer.contactId) } : none();
};

/** The participations that this viewer may know exist: all of its exchanges, past ones included. */
export const visibleExchangeParticipants = (viewer: Viewer): Scope<ExchangeParticipant> => {
  if (viewer.isAdmin) return {};
  return viewer.contactId ? { exchangeId: takesPart(viewer.contactId) } : none();
};

/** The properties of exchanges that this viewer may know exist: those of its exchanges, whoever owns them. */
export const visibleExchangeProperties = (viewer: Viewer): Scope<ExchangeProperty> => {
  if (viewer.isAdmin) return {};
  return viewer.contactId ? { exchangeId: takesPart(viewer.contactId) } : none();
};

/** The viewer's own participations that count. They are what the functions below are asked with, for one exchange. */
export const ownParticipations = (viewer: Viewer): Scope<ExchangeParticipant> =>
  viewer.contactId ? { contactId: viewer.contactId, isActive: true } : none();

const asCoordinator = (own: readonly Participation[]) => effectiveRights(own.filter(({ role }) => role === 'COORDINATOR'));

/** Whether the viewer may read what PracticePanther knows of an exchange, and overrides of its deadlines. */
export const mayReadOfficeFields = (viewer: Viewer, own: readonly Participation[]): boolean =>
  viewer.isAdmin || asCoordinator(own).includes('VIEW');

/** @throws PlatError FORBIDDEN unless the viewer is an administrator, or a coordinator who opens it as its own */
export const assertMayOpenExchange = (viewer: Viewer, coordinatorContactId: string | null | undefined): void => {
  const isOwn = viewer.identity.role === 'COORDINATOR' && viewer.contactId !== undefined && viewer.contactId === coordinatorContactId;
  if (!viewer.isAdmin && !isOwn) throw forbidden('Only administrators open exchanges, and coordinators those that they coordinate.');
};

/** @throws PlatError FORBIDDEN unless the viewer is an administrator, or coordinates this exchange with MANAGE */
export const assertMayManageExchange = (viewer: Viewer, own: readonly Participation[]): void => {
  if (!viewer.isAdmin && !asCoordinator(own).includes('MANAGE')) throw forbidden('Only administrators and its coordinators with MANAGE write in this exchange.');
};

/** @throws PlatError FORBIDDEN as above, and for anybody's own participation, an administrator's included */
export const assertMayEditParticipant = (viewer: Viewer, own: readonly Participation[], { contactId }: Pick<ExchangeParticipant, 'contactId'>): void => {
  assertMayManageExchange(viewer, own);
  if (contactId === viewer.contactId) throw forbidden('Nobody changes their own part in an exchange; ask another coordinator or an administrator.');
};

/** @throws PlatError FORBIDDEN as above; an administrator, who may all already, may take a part */
export const assertMayAddParticipant = (viewer: Viewer, own: readonly Participation[], participant: Pick<ExchangeParticipant, 'contactId'>): void => {
  if (!viewer.isAdmin) assertMayEditParticipant(viewer, own, participant);
};
