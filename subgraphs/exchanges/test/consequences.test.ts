import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ParticipantEvent, ParticipantEventKind } from '../src/participant-event/participant-event.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const exchange = (values: (id: string) => DeepPartial<Exchange>) => (exchanges: TestExchanges, id: string) =>
  exchanges.exchange(values(id));

consequencesSuite('exchanges', startTestExchanges, {
  'exchanges.client_id': exchange((clientContactId) => ({ clientContactId })),
  'exchanges.coordinator_id': exchange((coordinatorContactId) => ({ coordinatorContactId })),
  'exchanges.stage_changed_by': exchange((stageChangedById) => ({ stageChangedById })),
  'exchange_participants.contact_id': async (exchanges, contactId) =>
    exchanges.participant(await exchanges.exchange(), aViewer('CLIENT', { contactId }), ParticipantRole.CLIENT),
  'exchange_participants.assigned_by': async (exchanges, assignedById) =>
    exchanges.participant(await exchanges.exchange(), aViewer('CLIENT'), ParticipantRole.CLIENT, { assignedById }),
  'messages.sender_id': async (exchanges, contactId) => exchanges.message(await exchanges.exchange(), aViewer('CLIENT', { contactId })),
  'exchange_properties.property_id': async (exchanges, propertyId) => exchanges.property(await exchanges.exchange(), { propertyId }),
  'tasks.assigned_to': async (exchanges, assignedToId) => exchanges.task(await exchanges.exchange(), { assignedToId }),
  'tasks.created_by': async (exchanges, createdById) => exchanges.task(await exchanges.exchange(), { createdById }),
  'participant_events.changed_by': async (exchanges, changedById) => {
    const { id: participantId, exchangeId } = await exchanges.participant(
      await exchanges.exchange(),
      aViewer('CLIENT'),
      ParticipantRole.CLIENT,
    );
    return exchanges.given((db) =>
      db.save(db.create(ParticipantEvent, { exchangeId, participantId, kind: ParticipantEventKind.ADDED, permissions: [], changedById })),
    );
  },
});
