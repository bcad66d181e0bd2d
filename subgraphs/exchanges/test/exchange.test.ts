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

const FIND =
  'query ($id: ID!, $refs: [_Any!]!) { exchange(id: $id) { id } _entities(representations: $refs) { ... on Exchange { name } } exchanges(filter: { id: { eq: $id } }) { totalCount } }';
const UPDATE = `mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) {
  id version name status exchangeType workflowStage stageChangedAt stageChangedBy { id } transferDate identificationDeadline exchangeDeadline timeZone relinquishedValue } }`;

describe('reading exchanges', () => {
  it('shows an exchange to an administrator and to each of its participants, and to nobody else', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    const sees = async (viewer: typeof client) => {
      const { data, errors } = await service.ask(viewer, FIND, { id: exchange.id, refs: [{ __typename: 'Exchange', id: exchange.id }] });
      expect(errors).toBeUndefined();
      return data;
    };
    for (const viewer of [aViewer('ADMIN'), coordinator, client, thirdParty, agency]) {
      expect(await sees(viewer)).toEqual({
        exchange: { id: exchange.id },
        _entities: [{ name: 'Main St for Oak St' }],
        exchanges: { totalCount: 1 },
      });
    }
    for (const viewer of [aViewer('COORDINATOR'), aViewer('SUPPORT'), aViewer('USER', { contactId: undefined })]) {
      expect(await sees(viewer)).toEqual({ exchange: null, _entities: [null], exchanges: { totalCount: 0 } });
    }
  });

  it('takes rights from participations alone: not from being named, not after the end, not without VIEW', async () => {
    const [named, former, blind] = [aViewer('CLIENT'), aViewer('AGENCY'), aViewer('AGENCY')];
    const exchange = await service.exchange({ clientContactId: named.contactId, coordinatorContactId: named.contactId });
    await service.participant(exchange, former, ParticipantRole.AGENCY, { isActive: false });
    await service.participant(exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    for (const viewer of [named, former, blind]) {
      expect((await service.ask(viewer, '{ exchanges { totalCount } }')).data.exchanges.totalCount).toBe(0);
    }
  });

  it('answers with everything that the exchange says, with people as references', async () => {
    const { exchange, client, coordinator } = await service.staffed({
      transferDate: '2026-03-01',
      relinquishedValue: '350000.5',
      filerType: 'INDIVIDUAL' as never,
      stageChangedById: null,
    });
    const { data, errors } = await service.ask(
      client,
      `query ($id: ID!) { exchange(id: $id) {
      exchangeNumber name exchangeType status workflowStage transferDate relinquishedValue timeZone filerType returnExtended notificationsEnabled version
      clientContact { id } coordinatorContact { id } stageChangedBy { id }
      participants(orderBy: ROLE_ASC) { edges { node { role permissions isActive contact { id } exchange { id } } } totalCount }
      properties { totalCount } } }`,
      { id: exchange.id },
    );
    expect(errors).toBeUndefined();
    expect(data.exchange).toMatchObject({
      name: 'Main St for Oak St',
      exchangeType: 'DELAYED',
      status: 'ACTIVE',
      workflowStage: 'PENDING',
      transferDate: '2026-03-01',
      relinquishedValue: '350000.50',
      timeZone: 'America/Los_Angeles',
      filerType: 'INDIVIDUAL',
      returnExtended: false,
      notificationsEnabled: true,
      version: 1,
      clientContact: { id: client.contactId },
      coordinatorContact: { id: coordinator.contactId },
      stageChangedBy: null,
      properties: { totalCount: 0 },
    });
    expect(data.exchange.participants.totalCount).toBe(4);
    expect(data.exchange.participants.edges[0].node).toEqual({
      role: 'CLIENT',
      permissions: ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'],
      isActive: true,
      contact: { id: client.contactId },
      exchange: { id: exchange.id },
    });
  });

  it('keeps what the office knows from all but administrators and the exchange’s own coordinators, by one statement for a page', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed({
      ppMatterId: randomUUID(),
      ppCustomFields: { fee: 900 },
      deadlineOverride: { citation: 'Notice 2026-1' },
    });
    const second = await service.exchange({ ppCustomFields: { fee: 800 } });
    await service.participant(second, coordinator, ParticipantRole.AGENCY);
    const query = '{ exchanges(orderBy: CREATED_AT_ASC) { edges { node { ppMatterId ppCustomFields deadlineOverride } } } }';
    const hidden = { ppMatterId: null, ppCustomFields: null, deadlineOverride: null };
    const shown = { ppMatterId: exchange.ppMatterId, ppCustomFields: { fee: 900 }, deadlineOverride: { citation: 'Notice 2026-1' } };
    const read = async (viewer: typeof client) =>
      (await service.ask(viewer, query)).data.exchanges.edges.map(({ node }: { node: object }) => node);
    expect(await read(coordinator)).toEqual([shown, hidden]);
    for (const viewer of [client, thirdParty, agency]) expect(await read(viewer)).toEqual([hidden]);
    const byAdmin = await service.ask(
      aViewer('ADMIN'),
      'query ($id: ID!) { exchange(id: $id) { ppMatterId ppCustomFields deadlineOverride } }',
      { id: exchange.id },
    );
    expect(byAdmin.data.exchange).toEqual(shown);
    expect(await service.statementsOf(() => service.ask(coordinator, query))).toHaveLength(2);
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'NAME_ASC', 'IDENTIFICATION_DEADLINE_ASC', 'EXCHANGE_DEADLINE_ASC'])(
    'walks all pages both ways, ordered by %s',
    async (orderBy) => {
      const person = aViewer('CLIENT');
      for (const [n, exchangeDeadline] of [null, '2026-05-01', '2026-04-01', null, '2026-04-01'].entries()) {
        const exchange = await service.exchange({ name: `N${n % 2}`, exchangeDeadline, identificationDeadline: exchangeDeadline });
        await service.participant(exchange, person, ParticipantRole.CLIENT);
      }
      const list = `query ($first: Int, $last: Int, $after: String, $before: String, $orderBy: ExchangeOrder!) { exchanges(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) {
      edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
      const ids = (data: { exchanges: { edges: { node: { id: string } }[] } }) => data.exchanges.edges.map(({ node }) => node.id);
      const whole = ids((await service.ask(person, list, { orderBy })).data);
      expect(whole).toHaveLength(5);
      const [forward, backward]: string[][] = [[], []];
      for (let after: string | null = null, more = true; more; ) {
        const { data } = await service.ask(person, list, { orderBy, first: 2, after });
        forward?.push(...ids(data));
        ({ endCursor: after, hasNextPage: more } = data.exchanges.pageInfo);
      }
      for (let before: string | null = null, more = true; more; ) {
        const { data } = await service.ask(person, list, { orderBy, last: 2, before });
        backward?.unshift(...ids(data));
        ({ startCursor: before, hasPreviousPage: more } = data.exchanges.pageInfo);
      }
      expect({ forward, backward }).toEqual({ forward: whole, backward: whole });
    },
  );

  it('filters', async () => {
    const person = aViewer('CLIENT');
    const [one, other] = [
      await service.exchange({ name: 'Elm', exchangeDeadline: '2026-05-01' }),
      await service.exchange({ name: 'Oak', clientContactId: person.contactId }),
    ];
    for (const exchange of [one, other]) await service.participant(exchange, person, ParticipantRole.CLIENT);
    const names = async (filter: object) =>
      (
        await service.ask(person, 'query ($filter: ExchangeFilter) { exchanges(filter: $filter) { edges { node { name } } } }', { filter })
      ).data.exchanges.edges.map(({ node }: { node: { name: string } }) => node.name);
    expect(await names({ exchangeDeadline: { lte: '2026-05-01' } })).toEqual(['Elm']);
    expect(await names({ clientContactId: { eq: person.contactId } })).toEqual(['Oak']);
    expect(await names({ name: { startsWith: 'el' }, status: ['ACTIVE'], workflowStage: ['PENDING'], exchangeType: ['DELAYED'] })).toEqual([
      'Elm',
    ]);
    expect(await names({ exchangeNumber: { eq: other.exchangeNumber } })).toEqual(['Oak']);
  });
});

describe('editing exchanges', () => {
  it('moves deadlines and stage with the dates, stamps who did it, and records both', async () => {
    const { exchange, coordinator } = await service.staffed();
    const input = {
      id: exchange.id,
      version: 1,
      name: 'Elm for Oak',
      transferDate: '2026-10-31',
      returnDueDate: '2027-04-15',
      relinquishedValue: '500000.00',
      timeZone: 'America/Chicago',
    };
    const { data, errors } = await service.ask(coordinator, UPDATE, { input });
    expect(errors).toBeUndefined();
    expect(data.updateExchange).toMatchObject({
      version: 2,
      name: 'Elm for Oak',
      workflowStage: 'IDENTIFICATION',
      stageChangedAt: expect.any(String),
      stageChangedBy: { id: coordinator.contactId },
      identificationDeadline: '2026-12-15',
      exchangeDeadline: '2027-04-15',
      timeZone: 'America/Chicago',
      relinquishedValue: '500000.00',
    });
    const events = await service.given((db) =>
      db.query('SELECT type, actor_user_id, payload FROM outbox_events WHERE subject_id = $1 ORDER BY seq', [exchange.id]),
    );
    const by = { actor_user_id: coordinator.userId };
    expect(events).toMatchObject([
      {
        ...by,
        type: 'exchange.updated',
        payload: {
          exchangeId: exchange.id,
          old: { name: 'Main St for Oak St', transfer_date: null },
          new: { name: 'Elm for Oak', transfer_date: '2026-10-31' },
          participants: [],
        },
      },
      {
        ...by,
        type: 'exchange.deadlines_changed',
        payload: {
          old: { identification_deadline: null, exchange_deadline: null },
          new: { identification_deadline: '2026-12-15', exchange_deadline: '2027-04-15' },
        },
      },
      {
        ...by,
        type: 'exchange.stage_changed',
        payload: {
          exchangeId: exchange.id,
          guard: 'PERIOD_BEGAN',
          old: { workflow_stage: 'PENDING' },
          new: { workflow_stage: 'IDENTIFICATION', stage_changed_by: coordinator.contactId },
        },
      },
    ]);
    expect(events[1].payload.participants).toHaveLength(4);
    const back = await service.ask(coordinator, UPDATE, { input: { id: exchange.id, transferDate: null, returnDueDate: null } });
    expect(back.data.updateExchange).toMatchObject({
      version: 3,
      workflowStage: 'PENDING',
      identificationDeadline: null,
      exchangeDeadline: null,
    });
  });

  it('refuses an edit of an old version', async () => {
    const { exchange, coordinator } = await service.staffed();
    await service.ask(coordinator, UPDATE, { input: { id: exchange.id, version: 1, name: 'First' } });
    const { data, errors } = await service.ask(aViewer('ADMIN'), UPDATE, { input: { id: exchange.id, version: 1, status: 'ON_HOLD' } });
    expect(data).toEqual({ updateExchange: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', version: 2 });
  });

  it('lets the coordinator and administrators edit, tells other participants that they may not, and strangers that there is nothing', async () => {
    const { exchange, coordinator, client, thirdParty, agency } = await service.staffed();
    const code = async (viewer: typeof client) =>
      (await service.ask(viewer, UPDATE, { input: { id: exchange.id, status: 'ON_HOLD' } })).errors?.[0]?.extensions?.code;
    for (const viewer of [coordinator, aViewer('ADMIN')]) expect(await code(viewer)).toBeUndefined();
    for (const viewer of [client, thirdParty, agency]) expect(await code(viewer)).toBe('FORBIDDEN');
    expect(await code(aViewer('COORDINATOR'))).toBe('NOT_FOUND');
  });

  it('names every argument that breaks a rule', async () => {
    const { exchange, coordinator } = await service.staffed({ transferDate: '2026-03-01' });
    const input = {
      id: exchange.id,
      name: ' ',
      status: null,
      exchangeType: null,
      timeZone: 'Mars/Olympus',
      notificationsEnabled: null,
      returnExtended: null,
      relinquishedValue: '-1',
      returnDueDate: '2026-02-28',
      parkingDate: '0026-01-01',
      taxYearEnd: '2200-01-01',
    };
    const { errors } = await service.ask(coordinator, UPDATE, { input });
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(errors?.[0]?.extensions?.fields as object).sort()).toEqual(
      [
        'exchangeType',
        'name',
        'notificationsEnabled',
        'parkingDate',
        'relinquishedValue',
        'returnDueDate',
        'returnExtended',
        'status',
        'taxYearEnd',
        'timeZone',
      ].map((name) => `input.${name}`),
    );
  });

  it.each(['+01:00', 'Nowhere', '', 'UTC; DROP'])('refuses the time zone %j', async (timeZone) => {
    const { exchange, coordinator } = await service.staffed();
    expect(
      (await service.ask(coordinator, UPDATE, { input: { id: exchange.id, timeZone } })).errors?.[0]?.extensions?.fields,
    ).toHaveProperty(['input.timeZone']);
  });

  it('refuses a civil date that does not exist', async () => {
    const { exchange, coordinator } = await service.staffed();
    expect(
      (await service.ask(coordinator, UPDATE, { input: { id: exchange.id, transferDate: '2026-02-30' } })).errors?.[0]?.extensions?.code,
    ).toBe('BAD_USER_INPUT');
  });
});
