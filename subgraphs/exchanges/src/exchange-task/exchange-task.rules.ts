import { conflict } from '@plat/shared/errors/plat-error';
import { isUuid } from '@plat/shared/graphql/scalars';
import type { Faults } from '../faults';
import { type ExchangeTask, ExchangeTaskStatus } from './exchange-task.entity';
import { OPEN_STATUSES } from './exchange-task.filter';
import type { CreateExchangeTaskInput, UpdateExchangeTaskInput } from './exchange-task.input';

/** What PracticePanther says of a task that comes from there; who does it here, and what is kept beside it, is ours. */
export const OWNED_BY_PP = ['title', 'description', 'dueDate', 'priority', 'status'] as const;

const MAX_TEXT = 10_000;
const [FIRST, LAST] = [new Date('1990-01-01T00:00:00Z'), new Date('2200-01-01T00:00:00Z')];

type Details = Partial<Omit<CreateExchangeTaskInput & UpdateExchangeTaskInput, 'id' | 'version'>>;

/** Notes every argument that breaks a rule by itself. @param readers contacts to whom a task of the exchange may be assigned */
export function checkDetails(faults: Faults, input: Details, readers: readonly string[]): void {
  const { title, description, dueDate, assignedToId, metadata } = input;
  faults.refuseNull(input, 'title', 'priority', 'status');
  if (typeof title === 'string') faults.unless(title.trim() !== '' && title.length <= 255, 'title', 'must have 1 to 255 characters');
  if (typeof description === 'string')
    faults.unless(description.length <= MAX_TEXT, 'description', `must have at most ${MAX_TEXT} characters`);
  if (dueDate) faults.unless(dueDate >= FIRST && dueDate < LAST, 'dueDate', 'must be of the years 1990 to 2199');
  if (typeof assignedToId === 'string') {
    faults.unless(isUuid(assignedToId), 'assignedToId', 'must be an id');
    faults.unless(
      readers.includes(assignedToId),
      'assignedToId',
      'must be the contact of somebody who takes part in the exchange and may look',
    );
  }
  if (metadata !== undefined && metadata !== null) {
    const isObject = typeof metadata === 'object' && !Array.isArray(metadata);
    faults.unless(
      isObject && JSON.stringify(metadata).length <= MAX_TEXT,
      'metadata',
      `must be an object of at most ${MAX_TEXT} characters`,
    );
  }
}

/** Notes what this task, as it is, does not let be changed. */
export function checkEdit(faults: Faults, task: ExchangeTask, changes: Details): void {
  if (task.isSyncedFromPp) {
    for (const name of OWNED_BY_PP)
      faults.unless(
        changes[name] === undefined || isSame(changes[name], task[name]),
        name,
        'is PracticePanther’s in this task; change it there, and the next synchronisation brings it',
      );
  }
  const { status } = changes;
  if (status === undefined || status === task.status) return;
  faults.unless(status !== ExchangeTaskStatus.COMPLETE, 'status', 'becomes COMPLETE by completeExchangeTask');
  faults.unless(OPEN_STATUSES.includes(task.status), 'status', `leaves ${task.status} by reopenExchangeTask alone`);
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (one instanceof Date && other instanceof Date && one.getTime() === other.getTime());

/** @returns what completing changes @throws PlatError CONFLICT for a task that is not open, or not ours */
export function completion(task: ExchangeTask, now: Date): Partial<ExchangeTask> {
  assertOurs(task, 'completed');
  if (task.status === ExchangeTaskStatus.COMPLETE) throw conflict('This task is complete already.', { completedAt: task.completedAt });
  if (task.status === ExchangeTaskStatus.CANCELLED)
    throw conflict('This task was cancelled; reopen it before you complete it.', { status: task.status });
  return { status: ExchangeTaskStatus.COMPLETE, completedAt: now };
}

/** @returns what reopening changes @throws PlatError CONFLICT for a task that is open, or not ours */
export function reopening(task: ExchangeTask): Partial<ExchangeTask> {
  assertOurs(task, 'reopened');
  if (OPEN_STATUSES.includes(task.status)) throw conflict('This task is open.', { status: task.status });
  return { status: ExchangeTaskStatus.PENDING, completedAt: null };
}

/** @throws PlatError CONFLICT for a task of PracticePanther @param what is not done to it here */
export function assertOurs({ isSyncedFromPp }: ExchangeTask, what: 'completed' | 'reopened' | 'deleted'): void {
  if (isSyncedFromPp)
    throw conflict(`This task is PracticePanther’s, and is ${what} there; the next synchronisation brings it.`, {
      ownedBy: 'PracticePanther',
    });
}
