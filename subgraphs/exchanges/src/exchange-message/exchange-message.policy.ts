import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { ExchangeMessage } from './exchange-message.entity';
import { READS_ROW } from './exchange-message.scope';

/** The messages that this viewer may know exist: those of its exchanges, deleted ones included, as far back as its part goes. */
export const visibleExchangeMessages = ({ isAdmin, contactId }: Viewer): Scope<ExchangeMessage> => {
  if (isAdmin) return {};
  return contactId ? { exchangeId: where(READS_ROW, { contactId }) } : none();
};

/**
 * Administrators send in every exchange; whoever sends is somebody in the registry, because messages name their sender.
 * @param own the viewer's own participations in the exchange @throws PlatError FORBIDDEN
 */
export const assertMaySendMessage = (viewer: Viewer, own: readonly Participation[]): void => {
  if (!viewer.contactId || !(viewer.isAdmin || effectiveRights(own).includes('MESSAGE')))
    throw forbidden('Your part in this exchange does not let you send messages.');
};

/** For whoever may send in the exchange. @throws PlatError FORBIDDEN for what others said, to administrators too */
export const assertMayEditMessage = ({ contactId }: Viewer, { senderId }: Pick<ExchangeMessage, 'senderId'>): void => {
  if (!contactId || senderId !== contactId) throw forbidden('A message is edited and taken back by its sender alone.');
};
