import { effectiveRights } from '@plat/shared/access/role-matrix';
import { NOBODY } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import type { Jobs } from '@plat/shared/jobs/job';
import { type EntityManager, In } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeParticipant } from '../exchange-participant/exchange-participant.entity';
import { ExchangeTask } from './exchange-task.entity';

/** The task that tells assignees of what is due. */
export const REMIND_OF_TASKS = 'exchange_tasks.remind';

const AHEAD_MS = 86_400_000;
/** Tasks at a time, so that no transaction takes long and a stop is not kept waiting. */
const BATCH = 200;

/** A due date that was told of is noted; when it is moved, the new one is told of again. */
const DUE_SQL = `SELECT id FROM tasks WHERE status IN ('PENDING', 'IN_PROGRESS') AND assigned_to IS NOT NULL AND due_date <= $1
    AND reminded_for IS DISTINCT FROM due_date
  ORDER BY due_date LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;

/** Every quarter of an hour, each assignee is told once of what is due within a day, or was. */
export const exchangeTaskJobs = (clock: () => Date): Jobs => ({
  tasks: {
    [REMIND_OF_TASKS]: async (_, { asSystem, signal }) => {
      const until = new Date(clock().getTime() + AHEAD_MS);
      let told = BATCH;
      while (told === BATCH && !signal.aborted) told = await asSystem((db) => tellOfDue(db, until));
    },
  },
  schedule: [{ task: REMIND_OF_TASKS, at: '*/15 * * * *' }],
});

/** @returns how many tasks were found due: their notes and their events are kept together, or neither is */
async function tellOfDue(db: EntityManager, until: Date): Promise<number> {
  const ids = ((await db.query(DUE_SQL, [until])) as { id: string }[]).map(({ id }) => id);
  if (!ids.length) return 0;
  const tasks = await db.findBy(ExchangeTask, { id: In(ids) });
  const recipients = await recipientsOf(db, tasks);
  await new Events({ db, viewer: NOBODY, origin: { requestId: REMIND_OF_TASKS } }).recordAll(
    'exchange_task.due',
    tasks.map((task) => ({
      subject: task,
      details: { after: { dueDate: task.dueDate }, exchangeId: task.exchangeId, taskId: task.id, participants: recipients(task) },
    })),
  );
  await db.query('UPDATE tasks SET reminded_for = due_date WHERE id = ANY ($1)', [ids]);
  return ids.length;
}

/** The assignee, while they may look into the exchange, and it tells its people anything. */
async function recipientsOf(db: EntityManager, tasks: readonly ExchangeTask[]): Promise<(task: ExchangeTask) => string[]> {
  const exchangeId = In([...new Set(tasks.map((task) => task.exchangeId))]);
  const telling = await db.findBy(Exchange, { id: exchangeId, notificationsEnabled: true });
  const parts = await db.findBy(ExchangeParticipant, { exchangeId, isActive: true });
  const readers = new Set(
    parts
      .filter((part) => telling.some(({ id }) => id === part.exchangeId) && effectiveRights([part]).includes('VIEW'))
      .map((part) => `${part.exchangeId} ${part.contactId}`),
  );
  return ({ exchangeId, assignedToId }) => (assignedToId && readers.has(`${exchangeId} ${assignedToId}`) ? [assignedToId] : []);
}
