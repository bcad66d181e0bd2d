import { badInput } from '@plat/shared/errors/plat-error';
import { ExchangeTaskStatus } from './exchange-task.entity';
import type { ExchangeTaskFilter } from './exchange-task.input';

/** Tasks that are still to be done. */
export const OPEN_STATUSES: readonly ExchangeTaskStatus[] = [ExchangeTaskStatus.PENDING, ExchangeTaskStatus.IN_PROGRESS];

/** What is asked for and allowed alike. Null stays, so that it is refused where all nulls are. */
const both = <T>(given: readonly T[] | null | undefined, allowed: readonly T[]): readonly T[] | null =>
  given === null ? null : given === undefined ? allowed : given.filter((one) => allowed.includes(one));

/**
 * A filter in terms of columns: `assignedToMe` and `overdue` say more of the viewer and the hour than of the row.
 * @param contactId the viewer's @param now when the list is asked for
 * @throws PlatError BAD_USER_INPUT for `assignedToMe` or `overdue` that is not true
 */
export function conditionsOf(
  filter: ExchangeTaskFilter | null | undefined,
  contactId: string | undefined,
  now: Date,
): object | null | undefined {
  if (!filter) return filter;
  const { assignedToMe, overdue, ...rest } = filter;
  const faults = Object.entries({ assignedToMe, overdue }).filter(([, value]) => value !== undefined && value !== true);
  if (faults.length) throw badInput(Object.fromEntries(faults.map(([name]) => [`filter.${name}`, 'must be true; leave it out for all'])));
  const { assignedToId, status, dueDate } = rest;
  const mine = assignedToMe &&
    assignedToId !== null && {
      assignedToId: {
        ...assignedToId,
        in: both(assignedToId?.in === null ? null : assignedToId?.in?.map((id) => id.toLowerCase()), contactId ? [contactId] : []),
      },
    };
  const late = overdue && {
    status: both(status, OPEN_STATUSES),
    ...(dueDate !== null && { dueDate: { ...dueDate, lt: dueDate?.lt === null ? null : earlier(dueDate?.lt, now) } }),
  };
  return { ...rest, ...mine, ...late };
}

const earlier = (given: Date | undefined, now: Date): Date => (given && given < now ? given : now);
