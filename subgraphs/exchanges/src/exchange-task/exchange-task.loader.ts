import { alternativesOf } from '@plat/shared/access/scope';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { type ListArgs, Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Brackets, type ObjectLiteral } from 'typeorm';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeTask } from './exchange-task.entity';
import { conditionsOf, OPEN_STATUSES } from './exchange-task.filter';
import type { ExchangeTaskFilter, ExchangeTaskOrder } from './exchange-task.input';
import { visibleExchangeTasks } from './exchange-task.policy';

const orderings: Orderings<ExchangeTask, ExchangeTaskOrder> = {
  DUE_DATE_ASC: { by: 'dueDate', direction: 'ASC', nullable: true },
  DUE_DATE_DESC: { by: 'dueDate', direction: 'DESC', nullable: true },
  PRIORITY_DESC: { by: 'priority', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
};

export const exchangeTaskLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, ExchangeTask, visibleExchangeTasks, ids));

type TaskListArgs = ListArgs & { readonly filter?: ExchangeTaskFilter | null };

/** Pages of tasks. What is overdue is so at one moment for the whole request, so that its lists share their statements. */
export class ExchangeTaskPages {
  private readonly pages: Pages<ExchangeTask>;

  constructor(
    private readonly scope: RequestScope,
    private readonly now: Date,
    name: string,
    parent?: string,
  ) {
    this.pages = new Pages(scope, { name, entity: ExchangeTask, visible: visibleExchangeTasks, orderings, parent });
  }

  /** As {@link Pages.root}. */
  root(args: TaskListArgs) {
    return this.pages.root(this.inColumns(args));
  }

  /** As {@link Pages.of}. */
  of(parent: string, args: TaskListArgs) {
    return this.pages.of(parent, this.inColumns(args));
  }

  private inColumns(args: TaskListArgs): ListArgs {
    return { ...args, filter: conditionsOf(args.filter, this.scope.viewer.contactId, this.now) };
  }
}

export const exchangeTaskPages = (scope: RequestScope, now: Date) => new ExchangeTaskPages(scope, now, 'exchangeTasks');

export const tasksOfExchangePages = (scope: RequestScope, now: Date) =>
  new ExchangeTaskPages(scope, now, 'Exchange.tasks', 'node.exchange_id = parent.id');

/** By the contact of a user, too: tasks are assigned to contacts. */
export const tasksOfContactPages = (scope: RequestScope, now: Date) =>
  new ExchangeTaskPages(scope, now, 'Contact.exchangeTasks', 'node.assigned_to = parent.id');

/** The open tasks that are due by now, the oldest first, and how many there are, by one statement. Archived exchanges have none. */
export async function overdueTasks(
  { db, viewer }: RequestScope,
  now: Date,
  first: number,
): Promise<{ total: number; tasks: ExchangeTask[] }> {
  const query = db
    .createQueryBuilder(ExchangeTask, 'task')
    .innerJoin(Exchange, 'exchange', 'exchange.id = task.exchangeId AND exchange.archivedAt IS NULL')
    .where('task.status IN (:...open) AND task.dueDate < :now', { open: OPEN_STATUSES, now })
    .addSelect('count(*) OVER ()', 'total')
    .orderBy('task.dueDate')
    .addOrderBy('task.id')
    .limit(first);
  const scopes: ObjectLiteral[] = alternativesOf(visibleExchangeTasks(viewer));
  if (scopes.every((scope) => Object.keys(scope).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
  const { entities: tasks, raw } = await query.getRawAndEntities<{ total: string }>();
  return { total: Number(raw[0]?.total ?? 0), tasks };
}
