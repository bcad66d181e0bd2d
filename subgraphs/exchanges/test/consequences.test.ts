import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

const exchange = (values: (id: string) => DeepPartial<Exchange>) => (exchanges: TestExchanges, id: string) =>
  exchanges.exchange(values(id));

/** A row of money or taxes, with an account where it takes one. */
const funds =
  (make: (rows: ReturnType<typeof fundRows>, id: string, service: TestExchanges) => Promise<{ readonly id: string }>) =>
  (exchanges: TestExchanges, id: string) =>
    make(fundRows(exchanges), id, exchanges);

consequencesSuite('exchanges', startTestExchanges, {
  'exchanges.client_id': exchange((clientContactId) => ({ clientContactId })),
  'exchanges.coordinator_id': exchange((coordinatorContactId) => ({ coordinatorContactId })),
  'exchanges.stage_changed_by': exchange((stageChangedById) => ({ stageChangedById })),
  'exchange_participants.contact_id': async (exchanges, contactId) =>
    exchanges.participant(await exchanges.exchange(), aViewer('CLIENT', { contactId }), ParticipantRole.CLIENT),
  'exchange_participants.assigned_by': async (exchanges, assignedById) =>
    exchanges.participant(await exchanges.exchange(), aViewer('CLIENT'), ParticipantRole.CLIENT, { assignedById }),
  'exchange_properties.property_id': async (exchanges, propertyId) => exchanges.property(await exchanges.exchange(), { propertyId }),
  'fund_releases.requested_by': funds(async (rows, requestedById, service) =>
    rows.release(await rows.account(await service.exchange()), { requestedById }),
  ),
  'fund_authorisations.contact_id': funds(async (rows, contactId, service) => {
    const release = await rows.release(await rows.account(await service.exchange()));
    return rows.authorisation(release, FundSide.TAXPAYER, aViewer('CLIENT'), { contactId });
  }),
  'fund_entries.recorded_by': funds(async (rows, recordedById, service) =>
    rows.entry(await rows.account(await service.exchange()), { recordedById }),
  ),
  'fund_reconciliations.recorded_by': funds(async (rows, recordedById, service) =>
    rows.reconciliation(await rows.account(await service.exchange()), { recordedById }),
  ),
  'gain_worksheets.computed_by': funds(async (rows, computedById, service) => rows.worksheet(await service.exchange(), { computedById })),
  'related_parties.contact_id': funds(async (rows, contactId, service) => rows.party(await service.exchange(), { contactId })),
  'disqualification_attestations.contact_id': funds(async (rows, contactId, service) =>
    rows.attestation(await service.exchange(), { contactId }),
  ),
  'disqualification_attestations.attested_by': funds(async (rows, attestedById, service) =>
    rows.attestation(await service.exchange(), { attestedById }),
  ),
  'taxpayer_identities.contact_id': funds(async (rows, contactId, service) => rows.taxpayer(await service.exchange(), { contactId })),
});
