import { randomUUID } from 'node:crypto';
import type { Viewer } from '@plat/shared/access/viewer';
import { asked, ELSEWHERE, onRow, type SweepDeclaration, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import type { EntityManager } from 'typeorm';
import { Exchange } from '../src/exchange/exchange.entity';
import {
  assertMayDeleteExchange,
  assertMayManageExchange,
  assertMayOpenExchange,
  mayReadOfficeFields,
  visibleExchanges,
} from '../src/exchange/exchange.policy';
import { ExchangeParticipant, ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import {
  assertMayAddParticipant,
  assertMayEditParticipant,
  ownParticipations,
  visibleExchangeParticipants,
} from '../src/exchange-participant/exchange-participant.policy';
import { ExchangeProperty } from '../src/exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from '../src/exchange-property/exchange-property.policy';
import { mayReadFunds } from '../src/funds/funds.policy';
import { schema } from '../src/schema';
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
  fields: {
    ppMatterId: readsOffice,
    ppCustomFields: readsOffice,
    deadlineOverride: readsOffice,
    fundAccount: readsFunds,
  },
});
const participant = swept('ExchangeParticipant', ExchangeParticipant, visibleExchangeParticipants);
const property = swept('ExchangeProperty', ExchangeProperty, visibleExchangeProperties);

const NAMED = { 'input.propertyId': ELSEWHERE, 'input.incidentalToId': property } as const;

/** Who may what in exchanges, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestExchanges> = {
  parts: schema,
  types: [exchange, participant, property, ...fundTypes],
  stubs: { User: (id) => ({ contact: { id } }) },
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
    addExchangeProperty: onRow(exchange, (viewer, { id }, db) => manages(viewer, id, db), { at: 'input.exchangeId', names: NAMED }),
    updateExchangeProperty: onRow(property, (viewer, { exchangeId }, db) => manages(viewer, exchangeId, db), { names: NAMED }),
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
    const { coordinator, client, thirdParty, agency } = own;
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
        ...(await fundWorld(service, { own: own.exchange, foreign: foreign.exchange }, house.id)),
        // What holds money is not deleted, so one holds none.
        Exchange: { own: own.exchange.id, foreign: foreign.exchange.id, bare: (await service.exchange(office())).id },
        ExchangeParticipant: { past: past.id, looks: looks.id, foreign: others.id },
        ExchangeProperty: {
          own: house.id,
          incidental: shed.id,
          foreign: (await service.property(foreign.exchange, { propertyId: othersPropertyId })).id,
        },
        // The user is asked for by the contact that it is, so one id stands for both.
        User: { own: client.contactId ?? '', foreign: foreign.client.contactId ?? '' },
        Contact: { own: client.contactId ?? '', coordinator: coordinator.contactId ?? '', foreign: foreign.client.contactId ?? '' },
        Property: { own: propertyId, foreign: othersPropertyId },
      },
    };
  },
};
