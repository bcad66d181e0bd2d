import { isWeekend, weekdayOf } from './exchange.civil-date';
import type { DeadlineReckoning } from './exchange.deadlines';

export enum DeadlineWarningCode {
  NOT_EXTENDED = 'NOT_EXTENDED',
  RETURN_DUE_FIRST = 'RETURN_DUE_FIRST',
  RETURN_DUE_BEFORE_IDENTIFICATION = 'RETURN_DUE_BEFORE_IDENTIFICATION',
  RETURN_DUE_ON_WEEKEND = 'RETURN_DUE_ON_WEEKEND',
  RETURN_DUE_UNKNOWN = 'RETURN_DUE_UNKNOWN',
}

/** What somebody should know of a deadline. */
export interface Warning {
  readonly code: DeadlineWarningCode;
  readonly message: string;
}

/** A deadline on a Saturday or Sunday stays there. @param effectiveOn the day on which it falls, overrides included */
export const weekendWarnings = (effectiveOn: string): Warning[] =>
  isWeekend(effectiveOn)
    ? [{ code: DeadlineWarningCode.NOT_EXTENDED, message: `${effectiveOn} is a ${weekdayOf(effectiveOn)}: the deadline is not extended.` }]
    : [];

/** What the return means for the end of an exchange. @param hasExtension whether an extension of the return was filed */
export function returnWarnings({ returnDue, lastDay, identification }: DeadlineReckoning, hasExtension: boolean): Warning[] {
  if (!returnDue) return [];
  if (returnDue.dueOn === null)
    return [
      {
        code: DeadlineWarningCode.RETURN_DUE_UNKNOWN,
        message: `State when the return is due, extensions included: ${returnDue.ask}. Until then ${lastDay}, day 180, is taken.`,
      },
    ];
  const { dueOn, isStated } = returnDue;
  if (dueOn >= lastDay) return [];
  const remedy = hasExtension ? 'the exchange ends then' : 'file an extension, or the exchange ends then';
  const warnings: Warning[] = [
    { code: DeadlineWarningCode.RETURN_DUE_FIRST, message: `The return is due on ${dueOn}, before ${lastDay}, day 180: ${remedy}.` },
  ];
  if (dueOn < identification.computedOn)
    warnings.push({
      code: DeadlineWarningCode.RETURN_DUE_BEFORE_IDENTIFICATION,
      message: `The return is due on ${dueOn}, even before ${identification.computedOn}, day 45.`,
    });
  if (!isStated && isWeekend(dueOn))
    warnings.push({
      code: DeadlineWarningCode.RETURN_DUE_ON_WEEKEND,
      message: `${dueOn} is a ${weekdayOf(dueOn)}: ask the preparer whether the return is due later, and state that date.`,
    });
  return warnings;
}
