import { revise } from '@plat/shared/database/revise';
import { notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Deletions } from '@plat/shared/references/deletion';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { type OwnParticipationsOf, readersOfExchange } from '../exchange-participant/exchange-participant.loader';
import { Faults } from '../faults';
import { ExchangeTask } from './exchange-task.entity';
import type { CreateExchangeTaskInput, UpdateExchangeTaskInput } from './exchange-task.input';
import { assertMayWriteTasks, visibleExchangeTasks } from './exchange-task.policy';
import { assertOurs, checkDetails, checkEdit, completion, reopening } from './exchange-task.rules';

/** What a task's service reads by. */
export interface ExchangeTaskReads {
  readonly tasks: LoaderById<ExchangeTask>;
  readonly exchanges: LoaderById<Exchange>;
  readonly own: OwnParticipationsOf;
}

/** What has to be done in exchanges. Tasks of PracticePanther are read here, and changed there. */
export class ExchangeTaskService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly reads: ExchangeTaskReads,
    private readonly rights: ExchangeRights,
    private readonly deletions: Deletions,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN or BAD_USER_INPUT */
  async create({ assignedToId: assignee, ...input }: CreateExchangeTaskInput): Promise<ExchangeTask> {
    const { db, viewer } = this.scope;
    const exchange = await this.reads.exchanges.load(input.exchangeId);
    if (!exchange) throw notFound('Exchange', input.exchangeId);
    (await this.guard(exchange.id))();
    const assignedToId = assignee?.toLowerCase() ?? null;
    const faults = new Faults();
    checkDetails(faults, { ...input, assignedToId }, await this.readers(exchange.id, assignedToId));
    faults.throwIfAny();
    await this.refer(assignedToId);
    const values = { ...input, exchangeId: exchange.id, assignedToId, createdById: viewer.contactId ?? null };
    const task = await db.save(db.create(ExchangeTask, values as object));
    await this.events.record('exchange_task.created', task, await this.told(task, [assignedToId]));
    return task;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT with the current version */
  async update({ id, version, ...given }: UpdateExchangeTaskInput): Promise<ExchangeTask> {
    const seen = await this.seen(id);
    const mayEdit = await this.guard(seen.exchangeId);
    mayEdit();
    const assignedToId = given.assignedToId?.toLowerCase() ?? given.assignedToId;
    const changes = { ...given, assignedToId };
    // Whoever has it keeps it, though they may have left the exchange since.
    const isReassigned = typeof assignedToId === 'string' && assignedToId !== seen.assignedToId;
    const candidates = isReassigned ? await this.readers(seen.exchangeId, assignedToId) : [assignedToId as string];
    const faults = new Faults();
    checkDetails(faults, changes, candidates);
    if (isReassigned && candidates.includes(assignedToId)) await this.refer(assignedToId);
    const { row, before, after } = await revise(this.scope.db, ExchangeTask, {
      id,
      version,
      changes: {},
      scope: visibleExchangeTasks(this.scope.viewer),
      mayEdit,
      derive: (task) => {
        checkEdit(faults, task, changes);
        faults.throwIfAny();
        return changes as Partial<ExchangeTask>;
      },
    });
    const hasNewAssignee = row.assignedToId !== seen.assignedToId;
    await this.events.record('exchange_task.updated', row, {
      before,
      after,
      ...(await this.told(row, hasNewAssignee ? [row.assignedToId] : [])),
    });
    return row;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version or why it is not to be completed here and now */
  complete(id: string, version?: number | null): Promise<ExchangeTask> {
    return this.move(
      'exchange_task.completed',
      id,
      version,
      (task) => completion(task, this.clock()),
      ({ createdById }) => createdById,
    );
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT with the current version or why it is not to be reopened */
  reopen(id: string, version?: number | null): Promise<ExchangeTask> {
    return this.move('exchange_task.reopened', id, version, reopening, ({ assignedToId }) => assignedToId);
  }

  /** @throws PlatError as {@link Deletions.delete}, and CONFLICT for a task of PracticePanther */
  async delete(id: string, version?: number | null): Promise<ExchangeTask> {
    const seen = await this.seen(id);
    const mayWrite = await this.guard(seen.exchangeId);
    const mayDelete = (task: ExchangeTask) => {
      mayWrite();
      assertOurs(task, 'deleted');
    };
    const scope = visibleExchangeTasks(this.scope.viewer);
    return this.deletions.delete(ExchangeTask, { id, version, scope, mayDelete, told: { taskId: seen.id } });
  }

  /** What PracticePanther knows of the task; nothing for whom that is not. */
  async officeFields(task: ExchangeTask): Promise<Pick<ExchangeTask, 'ppTaskId' | 'ppData' | 'lastSyncAt'> | undefined> {
    return (await this.rights.readsOfficeFields(task.exchangeId)) ? task : undefined;
  }

  private async move(
    event: 'exchange_task.completed' | 'exchange_task.reopened',
    id: string,
    version: number | null | undefined,
    derive: (task: ExchangeTask) => Partial<ExchangeTask>,
    concerned: (task: ExchangeTask) => string | null,
  ): Promise<ExchangeTask> {
    const { exchangeId } = await this.seen(id);
    const { row, before, after } = await revise(this.scope.db, ExchangeTask, {
      id,
      version,
      changes: {},
      scope: visibleExchangeTasks(this.scope.viewer),
      mayEdit: await this.guard(exchangeId),
      derive,
    });
    await this.events.record(event, row, { before, after, ...(await this.told(row, [concerned(row)])) });
    return row;
  }

  private async seen(id: string): Promise<ExchangeTask> {
    const task = await this.reads.tasks.load(id);
    if (!task) throw notFound('ExchangeTask', id);
    return task;
  }

  private async guard(exchangeId: string): Promise<() => void> {
    const { viewer } = this.scope;
    const own = viewer.isAdmin ? [] : await this.reads.own(exchangeId);
    return () => assertMayWriteTasks(viewer, own);
  }

  private async readers(exchangeId: string, assignedToId: string | null | undefined): Promise<readonly string[]> {
    return assignedToId ? readersOfExchange(this.scope, exchangeId) : [];
  }

  /** The assignee is a participant, and crm has confirmed the contact of each. */
  private async refer(assignedToId: string | null | undefined): Promise<void> {
    if (assignedToId) await this.scope.references.carryOver([{ to: 'Contact', id: assignedToId }]);
  }

  /** @param concerned who is to be told, as far as they may look into the exchange now and it tells its people anything */
  private async told(task: ExchangeTask, concerned: readonly (string | null)[]) {
    const people = concerned.filter((contactId) => contactId !== null);
    const exchange = people.length ? await this.reads.exchanges.load(task.exchangeId) : null;
    const readers = exchange?.notificationsEnabled ? await readersOfExchange(this.scope, task.exchangeId) : [];
    return {
      exchangeId: task.exchangeId,
      taskId: task.id,
      participants: people.filter((contactId) => readers.includes(contactId)),
    };
  }
}
