import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const ADD =
  'mutation ($input: AddExchangeParticipantInput!) { addExchangeParticipant(input: $input) { id version role permissions isActive contact { id } assignedBy { id } exchange { id } } }';
const UPDATE =
  'mutation ($input: UpdateExchangeParticipantInput!) { updateExchangeParticipant(input: $input) { id version permissions isActive } }';
const { VIEW, MESSAGE } = ParticipantPermission;

describe('reading participants', () => {
  it('shows them, past ones too, to whoever takes part, and to nobody else', async () => {
    const { exchange, thirdParty } = await service.staffed();
    const former = await service.participant(exchange, aViewer('AGENCY'), ParticipantRole.AGENCY, { isActive: false });
    const query = `query ($id: ID!, $refs: [_Any!]!) { exchangeParticipant(id: $id) { isActive exchange { id } }
      _entities(representations: $refs) { ... on ExchangeParticipant { role } } exchangeParticipants { totalCount } }`;
    const variables = { id: former.id, refs: [{ __typename: 'ExchangeParticipant', id: former.id }] };
    expect((await service.ask(thirdParty, query, variables)).data).toEqual({
      exchangeParticipant: { isActive: false, exchange: { id: exchange.id } },
      _entities: [{ role: 'AGENCY' }],
      exchangeParticipants: { totalCount: 5 },
    });
    expect((await service.ask(aViewer('COORDINATOR'), query, variables)).data).toEqual({
      exchangeParticipant: null,
      _entities: [null],
      exchangeParticipants: { totalCount: 0 },
    });
  });

  it('filters by exchange, person, role and activity', async () => {
    const { exchange, client, agency } = await service.staffed();
    const count = async (filter: object) =>
      (
        await service.ask(client, 'query ($filter: ExchangeParticipantFilter) { exchangeParticipants(filter: $filter) { totalCount } }', {
          filter,
        })
      ).data.exchangeParticipants.totalCount;
    expect(await count({ exchangeId: { eq: exchange.id } })).toBe(4);
    expect(await count({ contactId: { eq: agency.contactId } })).toBe(1);
    expect(await count({ role: ['CLIENT', 'COORDINATOR'] })).toBe(2);
    expect(await count({ isActive: false })).toBe(0);
  });
});

describe('adding a participant', () => {
  it('gives all that the role may unless told otherwise, lets the person in, and tells the rights as they count', async () => {
    const { exchange, coordinator } = await service.staffed();
    const notary = aViewer('THIRD_PARTY');
    const { data, errors } = await service.ask(coordinator, ADD, {
      input: { exchangeId: exchange.id, contactId: notary.contactId?.toUpperCase(), role: 'THIRD_PARTY' },
    });
    expect(errors).toBeUndefined();
    expect(data.addExchangeParticipant).toMatchObject({
      version: 1,
      role: 'THIRD_PARTY',
      permissions: ['VIEW', 'MESSAGE'],
      isActive: true,
      contact: { id: notary.contactId },
      assignedBy: { id: coordinator.contactId },
      exchange: { id: exchange.id },
    });
    expect((await service.ask(notary, '{ exchanges { totalCount } }')).data.exchanges.totalCount).toBe(1);
    const [event] = await service.given((db) =>
      db.query('SELECT type, payload FROM outbox_events WHERE subject_id = $1', [data.addExchangeParticipant.id]),
    );
    expect(event).toMatchObject({
      type: 'exchange_participant.created',
      payload: { exchangeId: exchange.id, contactId: notary.contactId, role: 'THIRD_PARTY', rights: ['VIEW', 'MESSAGE'] },
    });
  });

  it('narrows to the permissions given, once each; an empty list is none', async () => {
    const { exchange, coordinator } = await service.staffed();
    const add = async (permissions: string[]) =>
      (await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, contactId: randomUUID(), role: 'AGENCY', permissions } }))
        .data.addExchangeParticipant.permissions;
    expect(await add(['VIEW', 'UPLOAD', 'VIEW'])).toEqual(['VIEW', 'UPLOAD']);
    expect(await add([])).toEqual([]);
  });

  it('refuses what the role never has, and what is no id', async () => {
    const { exchange, coordinator } = await service.staffed();
    const { errors } = await service.ask(coordinator, ADD, {
      input: { exchangeId: exchange.id, contactId: 'x', role: 'THIRD_PARTY', permissions: ['VIEW', 'UPLOAD', 'MANAGE'] },
    });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.contactId': 'must be an id', 'input.permissions': 'must not hold UPLOAD, MANAGE, which THIRD_PARTY never has' },
    });
  });

  it('refuses the same role twice, and allows another one', async () => {
    const { exchange, coordinator, agency } = await service.staffed();
    const add = async (role: string) =>
      (await service.ask(coordinator, ADD, { input: { exchangeId: exchange.id, contactId: agency.contactId, role } })).errors?.[0]
        ?.extensions?.code;
    expect(await add('AGENCY')).toBe('CONFLICT');
    expect(await add('THIRD_PARTY')).toBeUndefined();
  });

  it('is for the exchange’s coordinators with MANAGE and administrators, and never for oneself', async () => {
    const { exchange, coordinator, client, agency } = await service.staffed();
    const looker = aViewer('COORDINATOR');
    await service.participant(exchange, looker, ParticipantRole.COORDINATOR, { permissions: [VIEW, MESSAGE] });
    const code = async (viewer: typeof client, contactId?: string) =>
      (await service.ask(viewer, ADD, { input: { exchangeId: exchange.id, contactId: contactId ?? randomUUID(), role: 'AGENCY' } }))
        .errors?.[0]?.extensions?.code;
    expect(await code(coordinator)).toBeUndefined();
    const admin = aViewer('ADMIN');
    expect(await code(admin)).toBeUndefined();
    expect(await code(admin, admin.contactId)).toBeUndefined();
    for (const viewer of [client, agency, looker]) expect(await code(viewer)).toBe('FORBIDDEN');
    expect(await code(coordinator, coordinator.contactId)).toBe('FORBIDDEN');
    expect(await code(aViewer('COORDINATOR'))).toBe('NOT_FOUND');
  });
});

describe('changing a participant', () => {
  it('ends all rights at once, and gives them back', async () => {
    const { exchange, coordinator } = await service.staffed();
    const agent = aViewer('AGENCY');
    const participant = await service.participant(exchange, agent, ParticipantRole.AGENCY);
    const set = (isActive: boolean, version: number) =>
      service.ask(coordinator, UPDATE, { input: { id: participant.id, version, isActive } });
    const count = async () => (await service.ask(agent, '{ exchanges { totalCount } }')).data.exchanges.totalCount;
    expect((await set(false, 1)).data.updateExchangeParticipant).toMatchObject({ version: 2, isActive: false });
    expect(await count()).toBe(0);
    expect((await set(true, 1)).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect((await set(true, 2)).errors).toBeUndefined();
    expect(await count()).toBe(1);
    const events = await service.given((db) =>
      db.query('SELECT payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [participant.id]),
    );
    expect(events).toMatchObject([
      { payload: { rights: [], old: { is_active: true }, new: { is_active: false } } },
      { payload: { rights: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'] } },
    ]);
  });

  it('narrows permissions, never beyond the role', async () => {
    const { exchange, coordinator } = await service.staffed();
    const { id } = await service.participant(exchange, aViewer('THIRD_PARTY'), ParticipantRole.THIRD_PARTY);
    expect(
      (await service.ask(coordinator, UPDATE, { input: { id, permissions: ['VIEW'] } })).data.updateExchangeParticipant.permissions,
    ).toEqual(['VIEW']);
    const { errors } = await service.ask(coordinator, UPDATE, { input: { id, permissions: ['MANAGE'], isActive: null } });
    expect(Object.keys(errors?.[0]?.extensions?.fields as object).sort()).toEqual(['input.isActive', 'input.permissions']);
  });

  it('is never for one’s own part, not for an administrator either, and not for others than coordinators', async () => {
    const { exchange, coordinator, client } = await service.staffed();
    const admin = aViewer('ADMIN');
    const own = await service.participant(exchange, admin, ParticipantRole.AGENCY);
    const [mine] = (
      await service.ask(
        coordinator,
        'query ($id: ID!) { exchangeParticipants(filter: { contactId: { eq: $id } }) { edges { node { id } } } }',
        { id: coordinator.contactId },
      )
    ).data.exchangeParticipants.edges;
    const code = async (viewer: typeof client, id: string) =>
      (await service.ask(viewer, UPDATE, { input: { id, permissions: ['VIEW'] } })).errors?.[0]?.extensions?.code;
    expect(await code(admin, own.id)).toBe('FORBIDDEN');
    expect(await code(coordinator, mine.node.id)).toBe('FORBIDDEN');
    expect(await code(client, own.id)).toBe('FORBIDDEN');
    expect(await code(aViewer('COORDINATOR'), own.id)).toBe('NOT_FOUND');
    expect(await code(coordinator, own.id)).toBeUndefined();
  });

  it.each([ParticipantRole.COORDINATOR, ParticipantRole.CLIENT])('keeps the last active %s, and lets the last but one go', async (role) => {
    const exchange = await service.exchange();
    const last = await service.participant(exchange, aViewer(), role);
    await service.participant(exchange, aViewer(), role, { isActive: false });
    const end = (id: string) => service.ask(aViewer('ADMIN'), UPDATE, { input: { id, isActive: false } });
    expect((await end(last.id)).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', role });
    const second = await service.participant(exchange, aViewer(), role);
    expect((await end(second.id)).errors).toBeUndefined();
  });

  it('keeps one of two coordinators who end each other’s part at the same moment', async () => {
    const { exchange, coordinator } = await service.staffed();
    const other = aViewer('COORDINATOR');
    const { id: others } = await service.participant(exchange, other, ParticipantRole.COORDINATOR);
    const [{ id: own }] = await service.given((db) =>
      db.query('SELECT id FROM exchange_participants WHERE contact_id = $1', [coordinator.contactId]),
    );
    const codes = (
      await Promise.all([
        service.ask(coordinator, UPDATE, { input: { id: others, isActive: false } }),
        service.ask(other, UPDATE, { input: { id: own, isActive: false } }),
      ])
    ).map(({ errors }) => errors?.[0]?.extensions?.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const active = await service.given((db) =>
      db.query(`SELECT 1 FROM exchange_participants WHERE exchange_id = $1 AND role = 'COORDINATOR' AND is_active`, [exchange.id]),
    );
    expect(active).toHaveLength(1);
  });
});
