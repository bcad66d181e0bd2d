import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { asked, ELSEWHERE, onRow, SIGNED_IN, type SweepDeclaration, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { Exchange, ExchangeStage } from '../src/exchange/exchange.entity';
import {
  assertMayDeleteExchange,
  assertMayManageExchange,
  assertMayOpenExchange,
  mayReadOfficeFields,
  visibleExchanges,
} from '../src/exchange/exchange.policy';
import { ExchangeMessage } from '../src/exchange-message/exchange-message.entity';
import { assertMayEditMessage, assertMaySendMessage, visibleExchangeMessages } from '../src/exchange-message/exchange-message.policy';
import { ExchangeParticipant, ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import {
  assertMayAddParticipant,
  assertMayEditParticipant,
  ownParticipations,
  visibleExchangeParticipants,
} from '../src/exchange-participant/exchange-participant.policy';
import { ExchangeProperty, ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from '../src/exchange-property/exchange-property.policy';
import { ExchangeTask, ExchangeTaskStatus } from '../src/exchange-task/exchange-task.entity';
import { assertMayWriteTasks, visibleExchangeTasks } from '../src/exchange-task/exchange-task.policy';
import { mayReadFunds } from '../src/funds/funds.policy';
import { IdentificationNotice } from '../src/identification-notice/identification-notice.entity';
import { assertMayServeNotice, visibleIdentificationNotices } from '../src/identification-notice/identification-notice.policy';
import { MessageReceipt } from '../src/message-receipt/message-receipt.entity';
import { visibleMessageReceipts } from '../src/message-receipt/message-receipt.policy';
import { ParkingArrangement } from '../src/parking-arrangement/parking-arrangement.entity';
import { visibleParkingArrangements } from '../src/parking-arrangement/parking-arrangement.policy';
import { ParticipantEvent } from '../src/participant-event/participant-event.entity';
import { visibleParticipantEvents } from '../src/participant-event/participant-event.policy';
import { PropertyValuation } from '../src/property-valuation/property-valuation.entity';
import { visiblePropertyValuations } from '../src/property-valuation/property-valuation.policy';
import { assertMayMarkMessages } from '../src/read-marker/read-marker.policy';
import { schema } from '../src/schema';
import { deadlineRows } from './exchange-deadline.rows';
import type { TestExchanges } from './exchanges.factory';
import { fundMutations, fundTypes, fundWorld } from './funds.sweep';

/** The viewer's own parts in an exchange. */
const partsIn = async (viewer: Viewer, exchangeId: string, db: EntityManager) => {
  const own = await db.find(ExchangeParticipant, { where: ownParticipations(viewer) });
  return own.filter((part) => part.exchangeId === exchangeId);
};
const readsOffice = async (viewer: Viewer, { id }: Exchange, db: EntityManager) =>
  mayReadOfficeFields(viewer, await partsIn(viewer, id, db));
const manages = async (viewer: Viewer, exchangeId: string, db: EntityManager) =>
  assertMayManageExchange(viewer, await partsIn(viewer, exchangeId, db));

const readsFunds = async (viewer: Viewer, { id }: Exchange, db: EntityManager) => mayReadFunds(viewer, await partsIn(viewer, id, db));

const exchange = swept('Exchange', Exchange, visibleExchanges, {
  varies: ['unreadCount', 'readUpToSeq'],
  fields: {
    ppMatterId: readsOffice,
    ppCustomFields: readsOffice,
    deadlineOverride: readsOffice,
    fundAccount: readsFunds,
  },
});
const participant = swept('ExchangeParticipant', ExchangeParticipant, visibleExchangeParticipants);
const property = swept('ExchangeProperty', ExchangeProperty, visibleExchangeProperties);
const message = swept('ExchangeMessage', ExchangeMessage, visibleExchangeMessages);
const receipt = swept('MessageReceipt', MessageReceipt, visibleMessageReceipts);

const participantEvent = swept('ParticipantEvent', ParticipantEvent, visibleParticipantEvents);
const readsOfficeOf = async (viewer: Viewer, { exchangeId }: ExchangeTask, db: EntityManager) =>
  mayReadOfficeFields(viewer, await partsIn(viewer, exchangeId, db));
const task = swept('ExchangeTask', ExchangeTask, visibleExchangeTasks, {
  fields: { ppTaskId: readsOfficeOf, ppData: readsOfficeOf, lastSyncAt: readsOfficeOf },
});
const writesTask = async (viewer: Viewer, { exchangeId }: ExchangeTask, db: EntityManager) =>
  assertMayWriteTasks(viewer, await partsIn(viewer, exchangeId, db));
const valuation = swept('PropertyValuation', PropertyValuation, visiblePropertyValuations);
const notice = swept('IdentificationNotice', IdentificationNotice, visibleIdentificationNotices);
const parking = swept('ParkingArrangement', ParkingArrangement, visibleParkingArrangements);
const ofProperty = async (viewer: Viewer, id: string, db: EntityManager) => manages(viewer, (await property.row(db, id)).exchangeId, db);

/** What rests on a paper names it. */
const FOUNDED = { 'input.documentId': ELSEWHERE } as const;
const NAMED = { 'input.propertyId': ELSEWHERE, 'input.incidentalToId': property } as const;

const sends = async (viewer: Viewer, exchangeId: string, db: EntityManager) =>
  assertMaySendMessage(viewer, await partsIn(viewer, exchangeId, db));
const edits = async (viewer: Viewer, one: ExchangeMessage, db: EntityManager) => {
  await sends(viewer, one.exchangeId, db);
  assertMayEditMessage(viewer, one);
};
const marks = onRow(exchange, assertMayMarkMessages, { at: 'exchangeId' });

/** Who may what in exchanges, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestExchanges> = {
  parts: schema,
  types: [exchange, participant, participantEvent, property, valuation, notice, parking, task, message, receipt, ...fundTypes],
  stubs: { User: (id) => ({ contact: { id } }) },
  queries: { exchangeOverview: SIGNED_IN },
  mutations: {
    ...fundMutations({ exchange, property, manages, partsIn }),
    createExchange: asked((viewer) => assertMayOpenExchange(viewer, viewer.contactId), {
      names: { 'input.clientContactId': ELSEWHERE, 'input.coordinatorContactId': ELSEWHERE },
    }),
    updateExchange: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db)),
    deleteExchange: onRow(exchange, assertMayDeleteExchange),
    addExchangeParticipant: onRow(
      exchange,
      async (viewer, { id }, db) => {
        await manages(viewer, id, db);
        assertMayAddParticipant(viewer, { contactId: randomUUID() });
      },
      { at: 'input.exchangeId', names: { 'input.contactId': ELSEWHERE } },
    ),
    updateExchangeParticipant: onRow(participant, async (viewer, row, db) => {
      await manages(viewer, row.exchangeId, db);
      assertMayEditParticipant(viewer, row);
    }),
    overrideExchangeDeadline: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), {
      variables: () => ({ input: { citation: 'Notice 2026-1', reason: 'Fire', exchangeOn: '2027-08-13' } }),
      names: FOUNDED,
    }),
    liftExchangeDeadlineOverride: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db)),
    completeExchange: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db)),
    terminateExchange: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db)),
    overrideExchangeStage: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), {
      variables: () => ({ input: { stage: ExchangeStage.IDENTIFICATION } }),
    }),
    addExchangeProperty: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), { at: 'input.exchangeId', names: NAMED }),
    updateExchangeProperty: onRow(property, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), { names: NAMED }),
    recordPropertyTransfer: onRow(property, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), {
      variables: () => ({ input: { on: '2026-03-01' } }),
    }),
    recordPropertyReceipt: onRow(property, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), {
      variables: () => ({ input: { on: '2026-03-01' } }),
    }),
    addPropertyValuation: onRow(property, (viewer, { id }, db) => ofProperty(viewer, id, db), {
      at: 'input.exchangePropertyId',
      names: FOUNDED,
    }),
    updatePropertyValuation: onRow(valuation, (viewer, { exchangePropertyId }, db) => ofProperty(viewer, exchangePropertyId, db), {
      names: FOUNDED,
    }),
    deletePropertyValuation: onRow(valuation, (viewer, { exchangePropertyId }, db) => ofProperty(viewer, exchangePropertyId, db)),
    serveIdentificationNotice: onRow(exchange, async (viewer, { id }, db) => assertMayServeNotice(viewer, await partsIn(viewer, id, db)), {
      at: 'input.exchangeId',
      names: { 'input.recipientId': ELSEWHERE, 'input.signedById': ELSEWHERE, 'input.items.exchangePropertyId': property },
    }),
    recordNoticeReceipt: onRow(notice, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db)),
    addParkingArrangement: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), {
      at: 'input.exchangeId',
      names: { 'input.titleholderId': ELSEWHERE },
    }),
    updateParkingArrangement: onRow(parking, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), {
      names: { 'input.titleholderId': ELSEWHERE },
    }),
    createExchangeTask: onRow(exchange, async (viewer, { id }, db) => assertMayWriteTasks(viewer, await partsIn(viewer, id, db)), {
      at: 'input.exchangeId',
      names: { 'input.assignedToId': ELSEWHERE },
    }),
    updateExchangeTask: onRow(task, writesTask, { names: { 'input.assignedToId': ELSEWHERE } }),
    completeExchangeTask: onRow(task, writesTask),
    reopenExchangeTask: onRow(task, writesTask),
    deleteExchangeTask: onRow(task, writesTask),
    sendExchangeMessage: onRow(exchange, (viewer, { id }, db) => sends(viewer, id, db), {
      at: 'input.exchangeId',
      names: { 'input.replyToId': message, 'input.attachmentIds': ELSEWHERE },
    }),
    editExchangeMessage: onRow(message, edits),
    deleteExchangeMessage: onRow(message, edits),
    markExchangeRead: marks,
    markExchangeDelivered: marks,
  },
  subscriptions: {
    exchangeChanged: onRow(exchange, () => undefined, { at: 'exchangeId' }),
    exchangeMessages: onRow(exchange, () => undefined, { at: 'exchangeId' }),
    exchangeTaskChanged: onRow(exchange, () => undefined, { at: 'exchangeId' }),
  },
  world: async (service) => {
    const office = () => ({ ppMatterId: randomUUID(), ppCustomFields: { a: 1 }, deadlineOverride: { exchangeDeadline: '2030-01-01' } });
    const [own, foreign] = [await service.staffed(office()), await service.staffed(office())];
    const [former, looker, blind] = [aViewer('COORDINATOR'), aViewer('COORDINATOR'), aViewer('AGENCY')];
    const { COORDINATOR, AGENCY } = ParticipantRole;
    const past = await service.participant(own.exchange, former, COORDINATOR, { isActive: false });
    const looks = await service.participant(own.exchange, looker, COORDINATOR, { permissions: [ParticipantPermission.VIEW] });
    await service.participant(own.exchange, blind, AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    const others = await service.participant(foreign.exchange, aViewer('CLIENT'), AGENCY);
    const [propertyId, othersPropertyId] = [randomUUID(), randomUUID()];
    const house = await service.property(own.exchange, { propertyId });
    const shed = await service.property(own.exchange, { incidentalToId: house.id });
    // The sweep's owner is the coordinator, who says the one and has read neither.
    const said = await service.message(own.exchange, own.coordinator);
    const heard = await service.message(foreign.exchange, foreign.coordinator);
    const attached = randomUUID();
    const answer = await service.message(own.exchange, own.client, { replyToId: said.id, attachmentIds: [attached] });
    const received = async ({ id }: Exchange, { id: messageId }: ExchangeMessage): Promise<string> =>
      service.given(async (db) => {
        const mark = 'INSERT INTO message_read_markers (exchange_id, contact_id, read_seq) VALUES ($1, gen_random_uuid(), 1)';
        await db.query(mark, [id]);
        return (await db.findOneByOrFail(MessageReceipt, { messageId })).id;
      });
    const bought = await service.property(own.exchange, { role: ExchangePropertyRole.IDENTIFIED, identifiedAt: new Date('2026-03-20') });
    const worth = [await service.valuation(bought), await service.valuation(await service.property(foreign.exchange))];
    const recipientId = own.agency.contactId;
    const notices = [
      await service.notice(own.exchange, { recipientId }, [{ exchangePropertyId: bought.id }]),
      await service.notice(foreign.exchange),
    ];
    await service.verdict(own.exchange, [bought]);
    const parked = [await service.parking(own.exchange, { titleholderId: recipientId }), await service.parking(foreign.exchange)];
    const { coordinator, client, thirdParty, agency } = own;
    // At stages from which somebody may decide on the next.
    const under = { transferDate: '2026-10-31', ...office() };
    const dated = await service.exchange({ ...under, ppMatterId: randomUUID(), workflowStage: ExchangeStage.IDENTIFICATION });
    await service.property(dated, { role: ExchangePropertyRole.REPLACEMENT, receivedOn: '2026-11-01' });
    const missed = await service.exchange({ ...under, ppMatterId: randomUUID(), workflowStage: ExchangeStage.IDENTIFICATION_MISSED });
    for (const one of [dated, missed]) await service.participant(one, coordinator, COORDINATOR);
    await deadlineRows(service, missed, client.contactId ?? '');
    const [assignedToId, createdById] = [client.contactId, coordinator.contactId];
    const errand = await service.task(own.exchange, {
      ...{ assignedToId, createdById, description: 'By courier', metadata: { a: 1 }, dueDate: new Date() },
      ...{ status: ExchangeTaskStatus.COMPLETE, completedAt: new Date() },
    });
    const synced = await service.task(own.exchange, {
      ...{ isSyncedFromPp: true, ppTaskId: randomUUID(), ppData: { b: 2 }, lastSyncAt: new Date() },
    });
    return {
      viewers: {
        ...(await sweepViewers(aViewer)),
        'the owner': coordinator,
        'another owner': foreign.coordinator,
        'its client': client,
        'its third party': thirdParty,
        'its agency': agency,
        'a former coordinator': former,
        'a coordinator with VIEW': looker,
        'an agency without VIEW': blind,
        'who is nobody in the registry': aViewer('COORDINATOR', { contactId: undefined }),
      },
      rows: {
        // What was said in the others keeps them from being deleted.
        Exchange: {
          own: own.exchange.id,
          foreign: foreign.exchange.id,
          dated: dated.id,
          missed: missed.id,
          silent: (await service.staffed()).exchange.id,
        },
        ...(await fundWorld(service, { own: own.exchange, foreign: foreign.exchange }, house.id)),
        ExchangeParticipant: { past: past.id, looks: looks.id, foreign: others.id },
        ExchangeProperty: {
          own: house.id,
          incidental: shed.id,
          bought: bought.id,
          foreign: (await service.property(foreign.exchange, { propertyId: othersPropertyId })).id,
        },
        ExchangeTask: {
          own: errand.id,
          synced: synced.id,
          foreign: (await service.task(foreign.exchange, { assignedToId: foreign.client.contactId })).id,
        },
        ExchangeMessage: { own: said.id, answer: answer.id, foreign: heard.id },
        Document: { attached },
        MessageReceipt: { own: await received(own.exchange, said), foreign: await received(foreign.exchange, heard) },
        PropertyValuation: { own: worth[0]?.id ?? '', foreign: worth[1]?.id ?? '' },
        IdentificationNotice: { own: notices[0]?.id ?? '', foreign: notices[1]?.id ?? '' },
        ParkingArrangement: { own: parked[0]?.id ?? '', foreign: parked[1]?.id ?? '' },
        // The user is asked for by the contact that it is, so one id stands for both.
        User: { own: client.contactId ?? '', foreign: foreign.client.contactId ?? '' },
        Contact: { own: client.contactId ?? '', coordinator: coordinator.contactId ?? '', foreign: foreign.client.contactId ?? '' },
        Property: { own: propertyId, foreign: othersPropertyId },
      },
    };
  },
};
