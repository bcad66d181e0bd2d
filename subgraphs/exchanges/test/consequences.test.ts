import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
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
  'identification_notices.signed_by': async (exchanges, signedById) => exchanges.notice(await exchanges.exchange(), { signedById }),
  'identification_notices.recipient_id': async (exchanges, recipientId) => exchanges.notice(await exchanges.exchange(), { recipientId }),
  'parking_arrangements.titleholder_id': async (exchanges, titleholderId) =>
    exchanges.parking(await exchanges.exchange(), { titleholderId }),
  'exchange_properties.property_id': async (exchanges, propertyId) => exchanges.property(await exchanges.exchange(), { propertyId }),
});
