import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enqueueJob } from '@plat/shared/jobs/enqueue';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { ExchangeTaskStatus } from '../src/exchange-task/exchange-task.entity';
import { REMIND_OF_TASKS } from '../src/exchange-task/exchange-task.jobs';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const NOW = new Date('2026-03-10T12:00:00.000Z');
let service: TestExchanges;
beforeAll(async () => {
  service = await startTestExchanges({ database: await freshDatabase('exchanges') }, { clock: () => NOW });
});
afterAll(() => service.stop());

const remind = async () => {
  await service.given((db) => enqueueJob(db, REMIND_OF_TASKS, {}));
  await service.subgraph.runJobs();
};
const told = async () =>
  (
    await service.given((db) =>
      db.query(
        `SELECT subject_id, payload->'participants' AS participants FROM outbox_events WHERE type = 'exchange_task.due' ORDER BY seq`,
      ),
    )
  ).map(({ subject_id, participants }: { subject_id: string; participants: string[] }) => [subject_id, participants]);

describe('reminders of tasks', () => {
  it('reach an assignee once for each due date, however often the job runs, and nobody who has left', async () => {
    const { exchange, client, agency } = await service.staffed();
    const quiet = await service.staffed({ notificationsEnabled: false });
    const dueDate = new Date('2026-03-11T11:00:00.000Z');
    const due = await service.task(exchange, { assignedToId: client.contactId, dueDate });
    await service.task(exchange, { dueDate });
    await service.task(exchange, { assignedToId: client.contactId, dueDate: new Date('2026-03-12T00:00:00Z') });
    await service.task(exchange, { assignedToId: client.contactId, dueDate, status: ExchangeTaskStatus.CANCELLED });
    await remind();
    await remind();
    expect(await told()).toEqual([[due.id, [client.contactId]]]);

    const left = await service.task(exchange, { assignedToId: agency.contactId, dueDate });
    const silent = await service.task(quiet.exchange, { assignedToId: quiet.client.contactId, dueDate });
    await service.given((db) => db.query('UPDATE exchange_participants SET is_active = false WHERE contact_id = $1', [agency.contactId]));
    await service.given((db) => db.query(`UPDATE tasks SET due_date = due_date + interval '10 minutes' WHERE id = $1`, [due.id]));
    await remind();
    const [, ...later] = await told();
    expect(new Map(later)).toEqual(
      new Map<string, unknown>([
        [left.id, []],
        [silent.id, []],
        [due.id, [client.contactId]],
      ]),
    );
  });
});
