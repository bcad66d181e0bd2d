import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '@plat/shared/database/data-source';
import { type AsSystem, createAsSystem } from '@plat/shared/database/system-database';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { model } from '../src/data-source';
import { deadlineJobs, WATCH_DEADLINES } from '../src/deadline-reminder/deadline-reminder.jobs';
import { ParticipantPermission, ParticipantRole } from '../src/exchange-participant/exchange-participant.entity';
import { type Staffed, startTestExchanges, TEST_NOW, type TestExchanges } from './exchanges.factory';

let service: TestExchanges;
let source: DataSource;
let asSystem: AsSystem;
beforeAll(async () => {
  service = await startTestExchanges({ database: await freshDatabase('exchanges') });
  // Several connections, under the name by which the database watches that everything is recorded.
  source = await createDataSource(service.database.system, model, 4, 'plat exchanges system').initialize();
  asSystem = createAsSystem(source);
});
afterAll(async () => {
  await source.destroy();
  await service.stop();
});

const UPDATE = 'mutation ($input: UpdateExchangeInput!) { updateExchange(input: $input) { id } }';
const ADD = 'mutation ($input: AddExchangePropertyInput!) { addExchangeProperty(input: $input) { id } }';
const OVERRIDE = 'mutation ($input: OverrideExchangeDeadlineInput!) { overrideExchangeDeadline(input: $input) { id } }';

const watch = (instant: string, as: AsSystem = asSystem) =>
  deadlineJobs(() => new Date(instant)).tasks[WATCH_DEADLINES]?.(
    {},
    // It asks no other service.
    { asSystem: as, services: {} as never, log: pino({ level: 'silent' }), signal: new AbortController().signal },
  );
const noonOf = (day: string) => `${day}T20:00:00Z`;

/** An exchange with day 45 on 2026-12-15 and day 180 on 2027-04-29, known from the first of November. */
async function begun(): Promise<Staffed> {
  service.setClock(TEST_NOW);
  const staffed = await service.staffed();
  await service.given((db) => db.query('UPDATE exchange_participants SET assigned_at = $1', [TEST_NOW]));
  const { errors } = await service.ask(staffed.coordinator, UPDATE, { input: { id: staffed.exchange.id, transferDate: '2026-10-31' } });
  expect(errors).toBeUndefined();
  return staffed;
}

interface Told {
  readonly kind: string;
  readonly deadlineOn: string;
  readonly daysLeft: number;
  readonly thresholds: number[];
  readonly participants: string[];
}
const told = async ({ exchange }: Staffed): Promise<Told[]> =>
  (
    await service.given((db) =>
      db.query(`SELECT payload FROM outbox_events WHERE subject_id = $1 AND type = 'exchange.deadline_near' ORDER BY seq`, [exchange.id]),
    )
  ).map(({ payload }: { payload: Told }) => payload);
const rows = async ({ exchange }: Staffed): Promise<number> =>
  (await service.given((db) => db.query('SELECT FROM deadline_reminders WHERE exchange_id = $1', [exchange.id]))).length;
const everybody = ({ coordinator, client, thirdParty, agency }: Staffed) =>
  [coordinator, client, thirdParty, agency].map(({ contactId }) => contactId as string).sort();

describe('reminders of deadlines', () => {
  it('come on each threshold’s day to everybody who takes part, once, however often the job runs', async () => {
    const staffed = await begun();
    for (const day of ['2026-11-14', '2026-11-15', '2026-11-16', '2026-12-01', '2026-12-08', '2026-12-12', '2026-12-14', '2026-12-15'])
      for (let times = 0; times < 3; times += 1) await watch(noonOf(day));
    const events = await told(staffed);
    expect(events.map(({ kind, deadlineOn, daysLeft, thresholds }) => [kind, deadlineOn, daysLeft, thresholds])).toEqual(
      [30, 14, 7, 3, 1, 0].map((days) => ['IDENTIFICATION', '2026-12-15', days, [days]]),
    );
    for (const { participants } of events) expect([...participants].sort()).toEqual(everybody(staffed));
    expect(await rows(staffed)).toBe(24);
  });

  it('come in one message that names all that were missed when the job was down, and never again', async () => {
    const staffed = await begun();
    await watch(noonOf('2026-12-01'));
    await watch(noonOf('2026-12-13')); // down over seven and three days before
    await watch(noonOf('2026-12-13'));
    expect((await told(staffed)).map(({ daysLeft, thresholds }) => [daysLeft, thresholds])).toEqual([
      [14, [30, 14]],
      [2, [7, 3]],
    ]);
    expect(await rows(staffed)).toBe(16);
    await watch(noonOf('2026-12-18')); // down over the last day, too: told before it is missed
    await watch(noonOf('2026-12-19'));
    expect((await told(staffed)).at(-1)).toMatchObject({ daysLeft: -3, thresholds: [1, 0] });
    expect(await told(staffed)).toHaveLength(3);
  });

  it('come once when two jobs run at the same moment', async () => {
    const staffed = await begun();
    await Promise.all([watch(noonOf('2026-12-08')), watch(noonOf('2026-12-08')), watch(noonOf('2026-12-08'))]);
    await watch(noonOf('2026-12-08'));
    expect((await told(staffed)).map(({ thresholds }) => thresholds)).toEqual([[30, 14, 7]]);
    expect(await rows(staffed)).toBe(12);
  });

  it('come once after a job that was killed before its end, of which nothing was kept', async () => {
    const staffed = await begun();
    let statements = 0;
    const killed: AsSystem = (work) =>
      asSystem(async (db) => {
        const result = await work(db);
        statements += 1;
        if (statements > 1) throw new Error('The process was killed.');
        return result;
      });
    await expect(watch(noonOf('2026-12-08'), killed)).rejects.toThrow('The process was killed.');
    expect([await told(staffed), await rows(staffed)]).toEqual([[], 0]);
    await watch(noonOf('2026-12-08'));
    expect(await told(staffed)).toMatchObject([{ thresholds: [30, 14, 7] }]);
  });

  it('are not repeated when the clock jumps back, nor left out when it jumps ahead', async () => {
    const staffed = await begun();
    for (const day of ['2026-12-12', '2026-11-20', '2026-12-08', '2026-12-14', '2026-11-10', '2026-12-15']) await watch(noonOf(day));
    expect((await told(staffed)).map(({ thresholds }) => thresholds)).toEqual([[30, 14, 7, 3], [1], [0]]);
  });

  it('skip what is past when a deadline becomes known or moves, with one notice of the new day', async () => {
    const staffed = await begun();
    await watch(noonOf('2026-12-08'));
    service.setClock(noonOf('2026-12-10'));
    const input = { id: staffed.exchange.id, citation: 'Notice 2026-1', reason: 'Fire', identificationOn: '2026-12-20' };
    expect((await service.ask(staffed.coordinator, OVERRIDE, { input })).errors).toBeUndefined();
    for (const day of ['2026-12-10', '2026-12-12', '2026-12-14', '2026-12-17']) await watch(noonOf(day));
    expect((await told(staffed)).map(({ deadlineOn, thresholds }) => [deadlineOn, thresholds])).toEqual([
      ['2026-12-15', [30, 14, 7]],
      ['2026-12-20', [7]],
      ['2026-12-20', [3]],
    ]);
    const notices = await service.given((db) =>
      db.query(`SELECT payload FROM outbox_events WHERE subject_id = $1 AND type = 'exchange.deadlines_changed' ORDER BY seq`, [
        staffed.exchange.id,
      ]),
    );
    expect(notices).toHaveLength(2);
    expect(notices[1].payload.new).toMatchObject({ identification_deadline: '2026-12-20' });
    expect(notices[1].payload.participants.sort()).toEqual(everybody(staffed));
  });

  it('are for those who take part with VIEW, from when they do, and for nobody where nobody is notified', async () => {
    const [staffed, silent] = [await begun(), await begun()];
    const [former, blind, late] = [aViewer('AGENCY'), aViewer('AGENCY'), aViewer('AGENCY')];
    await service.participant(staffed.exchange, former, ParticipantRole.AGENCY, { isActive: false });
    await service.participant(staffed.exchange, blind, ParticipantRole.AGENCY, { permissions: [ParticipantPermission.MESSAGE] });
    await service.participant(staffed.exchange, late, ParticipantRole.AGENCY, { assignedAt: new Date(noonOf('2026-12-05')) });
    await service.ask(silent.coordinator, UPDATE, { input: { id: silent.exchange.id, notificationsEnabled: false } });
    await watch(noonOf('2026-12-08'));
    const events = await told(staffed);
    expect(events.find(({ thresholds }) => thresholds.length === 3)?.participants.sort()).toEqual(everybody(staffed));
    expect(events.find(({ thresholds }) => thresholds.length === 1)).toMatchObject({ thresholds: [7], participants: [late.contactId] });
    expect(events).toHaveLength(2);
    expect(await told(silent)).toEqual([]);
  });

  it('are of the last day to receive once day 45 is over with something identified', async () => {
    const staffed = await begun();
    const identified = { role: 'IDENTIFIED', description: '12 Oak St', identifiedAt: '2026-11-01T12:00:00Z' };
    expect(
      (await service.ask(staffed.coordinator, ADD, { input: { ...identified, exchangeId: staffed.exchange.id } })).errors,
    ).toBeUndefined();
    await watch(noonOf('2027-01-05'));
    await watch(noonOf('2027-04-22'));
    expect((await told(staffed)).map(({ kind, thresholds }) => [kind, thresholds])).toEqual([
      ['IDENTIFICATION', [30, 14, 7, 3, 1, 0]],
      ['EXCHANGE', [30, 14, 7]],
    ]);
  });
});
