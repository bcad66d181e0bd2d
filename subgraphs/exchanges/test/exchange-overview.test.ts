import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { DeepPartial } from 'typeorm';
import { type Exchange, ExchangeStage, ExchangeStatus, ExchangeType } from '../src/exchange/exchange.entity';
import { ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { ExchangePropertyRole } from '../src/exchange-property/exchange-property.entity';
import { ExchangeTaskStatus } from '../src/exchange-task/exchange-task.entity';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';
import { fundRows } from './funds.factory';

/** The evening of the 9th in Los Angeles, and the 10th in Berlin. */
const NOW = new Date('2026-03-10T05:00:00.000Z');
let service: TestExchanges;
let funds: ReturnType<typeof fundRows>;
beforeAll(async () => {
  service = await startTestExchanges({}, { clock: () => NOW });
  funds = fundRows(service);
});
afterAll(() => service.stop());

const { RELINQUISHED, IDENTIFIED, REPLACEMENT } = ExchangePropertyRole;
/** Somebody with a few exchanges of their own to look at. */
async function coordinator(...exchanges: DeepPartial<Exchange>[]) {
  const person = aViewer('COORDINATOR');
  const rows: Exchange[] = [];
  for (const values of exchanges) {
    const exchange = await service.exchange({
      coordinatorContactId: person.contactId,
      workflowStage: ExchangeStage.IDENTIFICATION,
      ...values,
    });
    await service.participant(exchange, person, ParticipantRole.COORDINATOR);
    rows.push(exchange);
  }
  return { person, rows };
}
const overview = async (as: Viewer, parts: string) => {
  const { data, errors } = await service.ask(as, `{ exchangeOverview { ${parts} } }`);
  expect(errors).toBeUndefined();
  return data.exchangeOverview;
};

describe('the overview of exchanges', () => {
  it('counts those that one may see by stage, but for archived ones', async () => {
    const { person } = await coordinator(
      {},
      {},
      { workflowStage: ExchangeStage.COMPLETED, status: ExchangeStatus.COMPLETED },
      { archivedAt: NOW },
    );
    await service.exchange({ coordinatorContactId: person.contactId });
    const { byStage } = await overview(person, 'byStage { stage count }');
    expect(byStage.map(({ stage }: { stage: string }) => stage)).toEqual(Object.keys(ExchangeStage));
    expect(byStage.filter(({ count }: { count: number }) => count > 0)).toEqual([
      { stage: 'IDENTIFICATION', count: 2 },
      { stage: 'COMPLETED', count: 1 },
    ]);
    const everybodys = await overview(aViewer('ADMIN'), 'byStage { stage count }');
    expect(everybodys.byStage.find(({ stage }: { stage: string }) => stage === 'PENDING').count).toBeGreaterThan(0);
  });

  it('shows the periods that end soon, by the day where the exchange is', async () => {
    const { person, rows } = await coordinator(
      { identificationDeadline: '2026-03-09', exchangeDeadline: '2026-03-23' },
      { identificationDeadline: '2026-03-09', timeZone: 'Europe/Berlin' },
      { identificationDeadline: '2026-03-12', exchangeDeadline: '2026-03-24', workflowStage: ExchangeStage.REPLACEMENT },
      { exchangeDeadline: '2026-03-20', status: ExchangeStatus.TERMINATED },
      { exchangeDeadline: '2026-03-10', status: ExchangeStatus.ON_HOLD, timeZone: 'Mars/Olympus' },
    );
    const fields = 'period deadline daysLeft exchange { id }';
    const { deadlinesAhead } = await overview(person, `deadlinesAhead { ${fields} }`);
    expect(deadlinesAhead).toEqual([
      { period: 'IDENTIFICATION', deadline: '2026-03-09', daysLeft: 0, exchange: { id: rows[0]?.id } },
      { period: 'EXCHANGE', deadline: '2026-03-10', daysLeft: 0, exchange: { id: rows[4]?.id } },
      { period: 'EXCHANGE', deadline: '2026-03-23', daysLeft: 14, exchange: { id: rows[0]?.id } },
    ]);
    const further = await overview(person, `deadlinesAhead(withinDays: 15, first: 4) { deadline }`);
    expect(further.deadlinesAhead.at(-1)).toEqual({ deadline: '2026-03-24' });
    expect((await overview(person, 'deadlinesAhead(first: 1) { deadline }')).deadlinesAhead).toHaveLength(1);
  });

  it('calls those at risk that near an end with nothing identified, or nothing received', async () => {
    const near = { identificationDeadline: '2026-03-23' };
    const parked = { exchangeType: ExchangeType.REVERSE, parkingDate: '2026-02-06', ...near };
    const last = { exchangeDeadline: '2026-04-08', workflowStage: ExchangeStage.REPLACEMENT };
    const { person, rows } = await coordinator(near, near, near, { identificationDeadline: '2026-03-24' }, parked, parked, last, last, {
      identificationDeadline: '2026-03-05',
    });
    const [bare, identified, revoked, , openParked, given, unreceived, received, past] = rows as Exchange[];
    const at = NOW;
    await service.property(bare as Exchange, { role: RELINQUISHED, transferredOn: '2026-02-06' });
    await service.property(identified as Exchange, { role: IDENTIFIED, identifiedAt: at });
    await service.property(revoked as Exchange, { role: IDENTIFIED, identifiedAt: at, revokedAt: at });
    await service.property(openParked as Exchange, { role: REPLACEMENT, identifiedAt: at });
    await service.property(given as Exchange, { role: RELINQUISHED, identifiedAt: at });
    await service.property(unreceived as Exchange, { role: IDENTIFIED, identifiedAt: at });
    await service.property(received as Exchange, { role: REPLACEMENT, receivedOn: '2026-03-01' });
    const { atRisk } = await overview(person, 'atRisk { risk period daysLeft exchange { id } }');
    const found = atRisk.map((one: { risk: string; daysLeft: number; exchange: { id: string } }) => [
      one.exchange.id,
      one.risk,
      one.daysLeft,
    ]);
    expect(found[0]).toEqual([past?.id, 'NOTHING_IDENTIFIED', -4]);
    expect(new Map(found.map(([id, ...rest]: unknown[]) => [id, rest]))).toEqual(
      new Map([
        [past?.id, ['NOTHING_IDENTIFIED', -4]],
        [bare?.id, ['NOTHING_IDENTIFIED', 14]],
        [revoked?.id, ['NOTHING_IDENTIFIED', 14]],
        [openParked?.id, ['NOTHING_IDENTIFIED', 14]],
        [unreceived?.id, ['NOTHING_RECEIVED', 30]],
      ]),
    );
  });

  it('lists what is overdue, and what each coordinator has in hand', async () => {
    const { person, rows } = await coordinator(
      { exchangeDeadline: '2026-08-01', identificationDeadline: '2026-03-01' },
      { archivedAt: NOW },
      {
        workflowStage: ExchangeStage.COMPLETED,
      },
    );
    const [exchange, archived] = rows as Exchange[];
    const dueDate = new Date('2026-03-01T00:00:00Z');
    const late = await service.task(exchange as Exchange, { dueDate });
    await service.task(exchange as Exchange, { dueDate: new Date('2026-03-02T00:00:00Z') });
    await service.task(exchange as Exchange, { dueDate, status: ExchangeTaskStatus.COMPLETE, completedAt: NOW });
    await service.task(archived as Exchange, { dueDate });
    const parts =
      'overdueTasks(first: 1) { total tasks { id } } byCoordinator { coordinator { id } openExchanges overdueTasks nextDeadline fundsHeld { total } }';
    expect(await overview(person, parts)).toEqual({
      overdueTasks: { total: 2, tasks: [{ id: late.id }] },
      byCoordinator: [
        { coordinator: { id: person.contactId }, openExchanges: 1, overdueTasks: 2, nextDeadline: '2026-08-01', fundsHeld: null },
      ],
    });
    expect(await overview(aViewer('CLIENT'), parts)).toEqual({ overdueTasks: { total: 0, tasks: [] }, byCoordinator: [] });
  });

  it('adds up the money that is held, of exchanges whose money one may read', async () => {
    const { person, rows } = await coordinator({}, {}, { workflowStage: ExchangeStage.COMPLETED }, { archivedAt: NOW }, {});
    const [first, second, ended, archived, bare] = rows as [Exchange, Exchange, Exchange, Exchange, Exchange];
    const client = aViewer('CLIENT');
    await service.participant(first, client, ParticipantRole.CLIENT);
    const agency = aViewer('AGENCY');
    for (const exchange of rows) await service.participant(exchange, agency, ParticipantRole.AGENCY);
    const account = await funds.account(first);
    await funds.entry(account, { credit: '999999999999.99' });
    await funds.entry(account, { credit: '0.01' });
    await funds.entry(await funds.account(second), { credit: '250.25' });
    await funds.entry(await funds.account(ended), { credit: '50.00' });
    await funds.entry(await funds.account(archived), { credit: '7.00' });
    await service.participant(bare, client, ParticipantRole.THIRD_PARTY);
    const parts = 'fundsHeld { total accounts } byCoordinator { openExchanges fundsHeld { total accounts } }';
    expect(await overview(person, parts)).toEqual({
      fundsHeld: { total: '1000000000300.25', accounts: 3 },
      byCoordinator: [{ openExchanges: 3, fundsHeld: { total: '1000000000250.25', accounts: 2 } }],
    });
    expect(await overview(client, parts)).toEqual({
      fundsHeld: { total: '1000000000000.00', accounts: 1 },
      byCoordinator: [{ openExchanges: 2, fundsHeld: { total: '1000000000000.00', accounts: 1 } }],
    });
    expect(await overview(agency, parts)).toEqual({ fundsHeld: null, byCoordinator: [{ openExchanges: 3, fundsHeld: null }] });
    const looker = aViewer('COORDINATOR');
    await service.participant(first, looker, ParticipantRole.COORDINATOR, { permissions: [] });
    expect((await overview(looker, 'fundsHeld { total }')).fundsHeld).toBeNull();
    const all = await overview(aViewer('ADMIN'), 'fundsHeld { accounts }');
    expect(all.fundsHeld.accounts).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['byStage { count }', 1],
    ['deadlinesAhead { daysLeft }', 1],
    ['atRisk { daysLeft risk }', 1],
    ['overdueTasks { total tasks { title } }', 1],
    ['byCoordinator { openExchanges fundsHeld { total } }', 1],
    ['fundsHeld { total accounts }', 1],
    ['byStage { count } deadlinesAhead { exchange { name } }', 3],
    ['atRisk { exchange { name } } overdueTasks { total }', 3],
  ])('has %s for %i statements, however many exchanges there are', async (parts, count) => {
    const { person, rows } = await coordinator(
      ...Array.from({ length: 5 }, () => ({ identificationDeadline: '2026-03-20', exchangeDeadline: '2026-03-21' })),
    );
    for (const exchange of rows) await funds.entry(await funds.account(exchange));
    for (const exchange of rows) await service.task(exchange, { dueDate: new Date('2026-03-01T00:00:00Z') });
    for (const as of [person, aViewer('ADMIN')])
      expect(await service.statementsOf(() => service.ask(as, `{ exchangeOverview { ${parts} } }`))).toHaveLength(count);
  });

  it('names arguments out of bounds', async () => {
    const { errors } = await service.ask(aViewer(), '{ exchangeOverview { deadlinesAhead(first: 101, withinDays: -1) { daysLeft } } }');
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { first: expect.any(String), withinDays: expect.any(String) },
    });
  });
});
