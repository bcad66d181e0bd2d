import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog } from '@plat/shared/config/log';
import { withClient } from '@plat/shared/database/admin-client';
import { createDataSource } from '@plat/shared/database/data-source';
import type { ServiceName } from '@plat/shared/database/service';
import { createAsSystem } from '@plat/shared/database/system-database';
import type { PlatEvent } from '@plat/shared/events/cloud-event';
import { CONNECTION_MS, Consumer, MAX_BATCH, type Outcome } from '@plat/shared/events/consumer';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { DataSource } from 'typeorm';
import { crmConsumers } from '../src/consumers';
import { model } from '../src/data-source';
import { AUDIT_KEYS, anEvent } from './audit-log.factory';
import { startTestCrm, type TestCrm } from './crm.factory';

let crm: TestCrm;
let source: DataSource;
let consumer: Consumer;

beforeAll(async () => {
  crm = await startTestCrm({ database: await freshDatabase('crm') });
  source = createDataSource(crm.database.system, model, 2, 'test crowd', CONNECTION_MS);
  await source.initialize();
  consumer = new Consumer(
    crmConsumers(AUDIT_KEYS.key, () => new Date()),
    createAsSystem(source),
    createLog('crm', 'silent'),
  );
});
afterAll(async () => {
  await source.destroy();
  await crm.stop();
});

const eventsOf = (from: ServiceName, count = MAX_BATCH): PlatEvent[] =>
  Array.from({ length: count }, () => anEvent({ source: from, payload: { new: { user_id: randomUUID(), name: 'x'.repeat(500) } } }));
const notTaken = (outcomes: readonly Outcome[]) => outcomes.filter(({ fault, later }) => fault || later);
const audited = async (events: readonly PlatEvent[]): Promise<number> => {
  const [row] = await crm.given((db) =>
    db.query('SELECT count(*)::int AS n FROM audit_logs WHERE id = ANY ($1)', [events.map(({ id }) => id)]),
  );
  return row.n;
};
/** Somebody else writes into the audit log, until the work is done. */
const whileWriting = <T>(work: () => Promise<T>): Promise<T> =>
  withClient(crm.database.system, async (other) => {
    await other.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('audit_logs'))`);
    try {
      return await work();
    } finally {
      await other.query('ROLLBACK');
    }
  });

describe('crm among five services that tell it what happened', () => {
  it('takes full batches of two of them at once, with a webhook that asks for all', async () => {
    await crm.webhook(await crm.user(), { eventTypes: ['*'] });
    const [one, other] = [eventsOf('documents'), eventsOf('exchanges')];
    const outcomes = await Promise.all([consumer.accept(one), consumer.accept(other)]);
    expect(outcomes.map(notTaken)).toEqual([[], []]);
    expect(await audited([...one, ...other])).toBe(2 * MAX_BATCH);
  });

  it('has events come later, and counts nothing against them, while the audit log is held', async () => {
    const events = eventsOf('builds', 3);
    const outcomes = await whileWriting(() => consumer.accept(events));
    expect(outcomes.every(({ later }) => later)).toBe(true);
    expect(notTaken(await consumer.accept(events))).toEqual([]);
    expect(await audited(events)).toBe(3);
  });

  it('says that it is busy when there is no connection to be had, and tries none alone', async () => {
    const events = eventsOf('sync', 5);
    const held = [source.createQueryRunner(), source.createQueryRunner()];
    await Promise.all(held.map((runner) => runner.connect()));
    try {
      expect(await consumer.accept(events)).toEqual(events.map(({ id }) => ({ id, later: true })));
    } finally {
      await Promise.all(held.map((runner) => runner.release()));
    }
    expect(notTaken(await consumer.accept(events))).toEqual([]);
  });

  it('takes the others of a batch of which one is of a form that it cannot keep', async () => {
    const [before, after] = [eventsOf('sync', 20), eventsOf('sync', 20)];
    const bad = anEvent({ source: 'sync', type: 'link.a\u0000b' });
    const outcomes = await consumer.accept([...before, bad, ...after]);
    expect(notTaken(outcomes)).toEqual([{ id: bad.id, fault: expect.any(String) }]);
    expect(await audited([...before, ...after])).toBe(40);
  });
});
