import { addDays, addYears } from '../exchange/exchange.civil-date';
import { type DeadlineInputs, reckon } from '../exchange/exchange.deadlines';
import { returnDueOf } from '../exchange/exchange.return-due';
import type { DeadlineOverride } from './deadline-override.entity';

const RELIEF_DAYS = 120;
const SOURCE = 'Rev. Proc. 2018-58, section 17.02(1)';

/** How far relief may move one deadline. */
export interface ReliefBound {
  readonly kind: 'IDENTIFICATION' | 'EXCHANGE';
  /** The last day to which it may be moved. */
  readonly latestOn: string;
  /** The arithmetic in a sentence. */
  readonly rule: string;
  readonly source: string;
  /** What the day that was chosen still depends on, or why it is too late; null where neither is so. */
  readonly warning: string | null;
}

type Relief = Pick<DeadlineOverride, 'noticeOn' | 'identificationOn' | 'exchangeOn'>;

/**
 * Relief after a disaster moves the last day of a period by 120 days, or to the last day of the general extension that the
 * notice names, whichever is later; never beyond a year, nor beyond the due date of the return for the year of the transfer,
 * extensions included. Whether the extension is filed is marked and not refused, because it may be filed later. Parked
 * property is not held to the return: the periods of Rev. Proc. 2000-37 do not end with it.
 * @returns for each deadline that is moved, how far it may be; empty while the periods have not begun
 */
export function reliefBounds(inputs: DeadlineInputs, { noticeOn, identificationOn, exchangeOn }: Relief): ReliefBound[] {
  const reckoning = reckon(inputs);
  if (!reckoning) return [];
  const held = reckoning.isParked ? null : returnBound(reckoning.begin, inputs);
  const bound = (kind: ReliefBound['kind'], computedOn: string, chosen: string | null): ReliefBound[] => {
    if (!chosen) return [];
    const [byDays, byYear] = [addDays(computedOn, RELIEF_DAYS), addYears(computedOn, 1)];
    const named = noticeOn && noticeOn > byDays ? noticeOn : byDays;
    const [latest = named] = [named, byYear, held?.dueOn ?? named].sort();
    const latestOn = latest < computedOn ? computedOn : latest;
    const rule = `${computedOn} and ${RELIEF_DAYS} days is ${byDays}; the notice names ${noticeOn ?? 'no day'}; a year later is ${byYear}; ${held?.rule ?? 'the return does not bound it'}: ${latestOn} at the latest.`;
    const tooLate = chosen > latestOn ? `${chosen} is after ${latestOn}, the latest that the relief allows.` : null;
    return [{ kind, latestOn, rule, source: SOURCE, warning: tooLate ?? held?.warningFor(chosen) ?? null }];
  };
  const { identification, exchange } = reckoning;
  return [...bound('IDENTIFICATION', identification.computedOn, identificationOn), ...bound('EXCHANGE', exchange.computedOn, exchangeOn)];
}

/** The due date of the return as it may come to be, extended where that is possible. */
function returnBound(transferDate: string, inputs: DeadlineInputs) {
  const due = returnDueOf(transferDate, inputs);
  if (due.dueOn !== null && due.isStated)
    return { dueOn: due.dueOn, rule: `the return is due on ${due.dueOn}, as stated by the preparer`, warningFor: () => null };
  const extended = returnDueOf(transferDate, { ...inputs, returnExtended: true });
  if (due.dueOn === null || extended.dueOn === null) {
    const why = due.dueOn === null ? due.ask : extended.dueOn === null ? extended.ask : '';
    return {
      dueOn: null,
      rule: `when the return is due is not known, because ${why}`,
      warningFor: () => 'It must not go beyond the due date of the return, extensions included, which is not known: state it.',
    };
  }
  const { dueOn } = due;
  return {
    dueOn: extended.dueOn,
    rule: `the return is due on ${extended.dueOn} at the latest (${extended.rule})`,
    warningFor: (chosen: string) => (chosen > dueOn ? `The return is due on ${dueOn}: it counts only if an extension is filed.` : null),
  };
}
