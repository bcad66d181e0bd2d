import { daysBetween } from '../exchange/exchange.civil-date';

/** Days before a deadline on which those who take part are reminded of it. */
export const THRESHOLDS: readonly number[] = [30, 14, 7, 3, 1, 0];

/**
 * The reminders of a deadline that are due, missed ones included. What was past on the day from which on somebody is to be
 * reminded, because the deadline was not known yet or they did not take part, is skipped.
 * @param since that day
 */
export function dueThresholds(deadlineOn: string, today: string, since: string): number[] {
  const [left, leftThen] = [daysBetween(today, deadlineOn), daysBetween(since, deadlineOn)];
  return THRESHOLDS.filter((threshold) => threshold >= left && threshold <= leftThen);
}
