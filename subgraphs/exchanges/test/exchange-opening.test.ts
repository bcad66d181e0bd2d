import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges();
});
afterAll(() => service.stop());

const CREATE = `mutation ($input: CreateExchangeInput!) { createExchange(input: $input) {
  id version exchangeNumber name exchangeType status workflowStage stageChangedAt stageChangedBy { id } timeZone relinquishedValue identificationDeadline exchangeDeadline ppMatterId
  clientContact { id } coordinatorContact { id } participants(orderBy: ROLE_ASC) { edges { node { role permissions isActive contact { id } assignedBy { id } } } } } }`;
const ALL = ['VIEW', 'MESSAGE', 'UPLOAD', 'MANAGE'];

describe('opening an exchange', () => {
  it('makes the coordinator who opens it its coordinator, with the client beside', async () => {
    const [coordinator, clientContactId] = [aViewer('COORDINATOR'), randomUUID()];
    const { data, errors } = await service.ask(coordinator, CREATE, { input: { name: 'Elm for Oak', clientContactId } });
    expect(errors).toBeUndefined();
    const self = { id: coordinator.contactId };
    expect(data.createExchange).toEqual({
      id: expect.any(String),
      version: 1,
      exchangeNumber: expect.stringMatching(/^\d{4}-\d{5,}$/),
      name: 'Elm for Oak',
      exchangeType: 'DELAYED',
      status: 'ACTIVE',
      workflowStage: 'PENDING',
      stageChangedAt: null,
      stageChangedBy: null,
      timeZone: 'America/Los_Angeles',
      relinquishedValue: null,
      identificationDeadline: null,
      exchangeDeadline: null,
      ppMatterId: null,
      clientContact: { id: clientContactId },
      coordinatorContact: self,
      participants: {
        edges: [
          { node: { role: 'CLIENT', permissions: ALL, isActive: true, contact: { id: clientContactId }, assignedBy: self } },
          { node: { role: 'COORDINATOR', permissions: ALL, isActive: true, contact: self, assignedBy: self } },
        ],
      },
    });
  });

  it('lets an administrator open one for a coordinator, with dates, and records exchange and participants in one go', async () => {
    const [admin, coordinator, client] = [aViewer('ADMIN'), aViewer('COORDINATOR'), aViewer('CLIENT')];
    const { data, errors } = await service.ask(admin, CREATE, {
      input: {
        name: 'Barn',
        exchangeType: 'REVERSE',
        clientContactId: client.contactId,
        coordinatorContactId: coordinator.contactId,
        parkingDate: '2026-10-31',
        transferDate: '2026-11-20',
        relinquishedValue: '1.5',
        exchangeNumber: `B-${coordinator.userId.slice(0, 8)}`,
      },
    });
    expect(errors).toBeUndefined();
    expect(data.createExchange).toMatchObject({
      exchangeNumber: `B-${coordinator.userId.slice(0, 8)}`,
      relinquishedValue: '1.50',
      identificationDeadline: '2026-12-15',
      exchangeDeadline: '2027-04-29',
      workflowStage: 'IDENTIFICATION',
      stageChangedBy: { id: admin.contactId },
    });
    for (const viewer of [coordinator, client])
      expect((await service.ask(viewer, '{ exchanges { totalCount } }')).data.exchanges.totalCount).toBe(1);
    const events = await service.given((db) =>
      db.query(`SELECT type, payload FROM outbox_events WHERE payload->>'exchangeId' = $1 ORDER BY seq`, [data.createExchange.id]),
    );
    expect(events).toMatchObject([
      { type: 'exchange.created', payload: { new: { name: 'Barn', exchange_type: 'REVERSE', client_id: client.contactId } } },
      { type: 'exchange_participant.created', payload: { rights: ALL, new: { is_active: true } } },
      { type: 'exchange_participant.created', payload: { rights: ALL, new: { is_active: true } } },
      { type: 'exchange.deadlines_changed', payload: { new: { identification_deadline: '2026-12-15' } } },
      { type: 'exchange_message.sent', payload: { isSystemMessage: true, senderId: null } },
      { type: 'exchange.stage_changed', payload: { new: { workflow_stage: 'IDENTIFICATION' } } },
    ]);
    expect(
      events
        .slice(1, 3)
        .map(({ payload }: { payload: { role: string; contactId: string } }) => [payload.role, payload.contactId])
        .sort(),
    ).toEqual([
      ['CLIENT', client.contactId],
      ['COORDINATOR', coordinator.contactId],
    ]);
  });

  it('gives every exchange a number of its own', async () => {
    const coordinator = aViewer('COORDINATOR');
    const open = () => service.ask(coordinator, CREATE, { input: { name: 'One of many', clientContactId: randomUUID() } });
    const numbers = (await Promise.all([open(), open(), open()])).map(({ data }) => data.createExchange.exchangeNumber);
    expect(new Set(numbers).size).toBe(3);
  });

  it.each(['CLIENT', 'AGENT', 'SUPPORT', 'EMPLOYEE', 'THIRD_PARTY', 'AGENCY', 'USER'] as const)('is not for %s', async (role) => {
    const viewer = aViewer(role);
    const { data, errors } = await service.ask(viewer, CREATE, {
      input: { name: 'Mine', clientContactId: randomUUID(), coordinatorContactId: viewer.contactId },
    });
    expect(data).toEqual({ createExchange: null });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('is not for a coordinator in the name of another', async () => {
    const { errors } = await service.ask(aViewer('COORDINATOR'), CREATE, {
      input: { name: 'Theirs', clientContactId: randomUUID(), coordinatorContactId: randomUUID() },
    });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('names every argument that breaks a rule, and writes nothing', async () => {
    const coordinator = aViewer('COORDINATOR');
    const faulty = {
      name: '',
      exchangeNumber: '2026-00042',
      clientContactId: 'nobody',
      timeZone: 'Mars/Olympus',
      relinquishedValue: '1.005',
      transferDate: '2026-03-02',
      returnDueDate: '2026-03-01',
    };
    const { errors } = await service.ask(coordinator, CREATE, { input: faulty });
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(errors?.[0]?.extensions?.fields as object).sort()).toEqual(
      ['clientContactId', 'exchangeNumber', 'name', 'relinquishedValue', 'returnDueDate', 'timeZone'].map((name) => `input.${name}`),
    );
    const byAdmin = await service.ask(aViewer('ADMIN'), CREATE, { input: { name: 'x', clientContactId: randomUUID() } });
    expect(byAdmin.errors?.[0]?.extensions?.fields).toEqual({ 'input.coordinatorContactId': expect.stringContaining('is needed') });
    const own = await service.ask(coordinator, CREATE, { input: { name: 'x', clientContactId: coordinator.contactId } });
    expect(own.errors?.[0]?.extensions?.fields).toEqual({ 'input.coordinatorContactId': 'must be somebody else than the client' });
    expect((await service.ask(coordinator, '{ exchanges { totalCount } }')).data.exchanges.totalCount).toBe(0);
  });

  it('refuses a number that another exchange has, and keeps no participant', async () => {
    const [coordinator, { exchangeNumber }] = [aViewer('COORDINATOR'), await service.exchange()];
    const { errors } = await service.ask(coordinator, CREATE, { input: { name: 'Twice', clientContactId: randomUUID(), exchangeNumber } });
    expect(errors?.[0]?.extensions?.code).toBe('CONFLICT');
    expect(
      await service.given((db) => db.query('SELECT 1 FROM exchange_participants WHERE contact_id = $1', [coordinator.contactId])),
    ).toEqual([]);
  });
});
