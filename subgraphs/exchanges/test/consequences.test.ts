import { consequencesSuite } from '@plat/shared/testing/consequences-suite';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import { DeadlineEvent } from '../src/deadline-event/deadline-event.entity';
import { DeadlineOverride } from '../src/deadline-override/deadline-override.entity';
import { DeadlineReminder } from '../src/deadline-reminder/deadline-reminder.entity';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangeStageEvent } from '../src/exchange-stage-event/exchange-stage-event.entity';
import { FundSide } from '../src/fund-authorisation/fund-authorisation.entity';
import { ParticipantEvent, ParticipantEventKind } from '../src/participant-event/participant-event.entity';
import { startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

/** A row of a table that belongs to an exchange. */
const inExchange =
  <T extends object>(entity: new () => T, values: (id: string) => DeepPartial<T>) =>
  async (exchanges: TestExchanges, id: string): Promise<{ readonly id: string }> => {
    const { id: exchangeId } = await exchanges.exchange();
    return exchanges.given(async (db) => (await db.save(entity, { exchangeId, ...values(id) } as never)) as unknown as { id: string });
  };
const at = new Date(TEST_NOW);
const OVERRIDE = { citation: 'Notice 2026-1', reason: 'Fire', exchangeOn: '2027-08-13', overriddenAt: at };

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
  'messages.sender_id': async (exchanges, contactId) => exchanges.message(await exchanges.exchange(), aViewer('CLIENT', { contactId })),
  'message_read_markers.contact_id': async (exchanges, contactId) => {
    const { id } = await exchanges.exchange();
    const add = 'INSERT INTO message_read_markers (exchange_id, contact_id) VALUES ($1, $2) RETURNING id';
    return (await exchanges.given((db) => db.query(add, [id, contactId])))[0];
  },
  'message_participants.contact_id': async (exchanges, contactId) => {
    const { id } = await exchanges.message(await exchanges.exchange(), aViewer());
    const add = 'INSERT INTO message_participants (message_id, contact_id) VALUES ($1, $2) RETURNING id';
    return (await exchanges.given((db) => db.query(add, [id, contactId])))[0];
  },
  'exchange_stage_events.actor_id': inExchange(ExchangeStageEvent, (actorId) => ({
    from: 'PENDING' as never,
    to: 'IDENTIFICATION' as never,
    guard: 'PERIOD_BEGAN' as never,
    step: 1,
    actorId,
    at,
  })),
  'deadline_events.actor_id': inExchange(DeadlineEvent, (actorId) => ({
    kind: 'EXCHANGE' as never,
    cause: 'RECOMPUTED' as never,
    rule: 'Day 0.',
    inputs: {},
    actorId,
    at,
  })),
  'deadline_overrides.overridden_by': inExchange(DeadlineOverride, (overriddenById) => ({ ...OVERRIDE, overriddenById })),
  'deadline_overrides.lifted_by': inExchange(DeadlineOverride, (liftedById) => ({
    ...OVERRIDE,
    liftedById,
    liftedAt: at,
    liftReason: 'The notice was withdrawn.',
  })),
  'deadline_overrides.document_id': inExchange(DeadlineOverride, (documentId) => ({ ...OVERRIDE, documentId })),
  'property_valuations.document_id': async (exchanges, documentId) =>
    exchanges.valuation(await exchanges.property(await exchanges.exchange()), { documentId }),
  'deadline_reminders.contact_id': inExchange(DeadlineReminder, (contactId) => ({
    kind: 'EXCHANGE' as never,
    deadlineOn: '2026-12-15',
    threshold: 7,
    contactId,
    sentAt: at,
  })),
  'identification_notices.signed_by': async (exchanges, signedById) => exchanges.notice(await exchanges.exchange(), { signedById }),
  'identification_notices.recipient_id': async (exchanges, recipientId) => exchanges.notice(await exchanges.exchange(), { recipientId }),
  'parking_arrangements.titleholder_id': async (exchanges, titleholderId) =>
    exchanges.parking(await exchanges.exchange(), { titleholderId }),
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
