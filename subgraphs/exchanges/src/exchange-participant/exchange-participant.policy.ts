import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { ExchangeParticipant } from './exchange-participant.entity';

/** The participations that this viewer may know exist: all of its exchanges, past ones included. */
export const visibleExchangeParticipants = (viewer: Viewer): Scope<ExchangeParticipant> => ofOwnExchanges(viewer, 'exchangeId');

/** The viewer's own participations that count: all of its rights come from them. */
export const ownParticipations = ({ contactId }: Viewer): Scope<ExchangeParticipant> =>
  contactId ? { contactId, isActive: true } : none();

/** For those who may write in the exchange. @throws PlatError FORBIDDEN for anybody's own part, an administrator's too */
export const assertMayEditParticipant = ({ contactId }: Viewer, participant: Pick<ExchangeParticipant, 'contactId'>): void => {
  if (participant.contactId === contactId)
    throw forbidden('Nobody changes their own part in an exchange; ask another coordinator or an administrator.');
};

/** For those who may write in the exchange, or a coordinator made who signs for the taxpayer. @throws PlatError FORBIDDEN */
export const assertMayConfirmClient = ({ isAdmin }: Viewer): void => {
  if (!isAdmin) throw forbidden('Administrators say who signs for the taxpayer.');
};

/** For those who may write in the exchange. @throws PlatError FORBIDDEN for one's own part, unless an administrator takes one */
export const assertMayAddParticipant = (viewer: Viewer, participant: Pick<ExchangeParticipant, 'contactId'>): void => {
  if (!viewer.isAdmin) assertMayEditParticipant(viewer, participant);
};
