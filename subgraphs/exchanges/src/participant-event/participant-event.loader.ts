import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { ParticipantEvent } from './participant-event.entity';
import type { ParticipantEventOrder } from './participant-event.input';
import { visibleParticipantEvents } from './participant-event.policy';

const orderings: Orderings<ParticipantEvent, ParticipantEventOrder> = {
  AT_DESC: { by: 'at', direction: 'DESC' },
  AT_ASC: { by: 'at', direction: 'ASC' },
};

export const participantHistoryPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.participantHistory',
    entity: ParticipantEvent,
    visible: visibleParticipantEvents,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });
