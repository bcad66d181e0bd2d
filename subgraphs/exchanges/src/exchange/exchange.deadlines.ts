import { addDays } from './exchange.civil-date';
import type { Exchange } from './exchange.entity';
import { type ReturnDue, type ReturnInputs, returnDueOf } from './exchange.return-due';

export const IDENTIFICATION_DAYS = 45;
export const EXCHANGE_DAYS = 180;

/** What deadlines depend on; dates are civil, `2026-03-01`, and an exchange that is being opened may lack them. */
export type DeadlineInputs = Readonly<Pick<Exchange, 'exchangeType'> & Partial<Pick<Exchange, 'transferDate' | 'parkingDate'>>> &
  ReturnInputs;

/** The last days of both periods; null while they have not begun, and where there are none. */
export type Deadlines = Readonly<Pick<Exchange, 'identificationDeadline' | 'exchangeDeadline'>>;

/** The last days of both periods, by the names that rules have for them. */
export interface PeriodEnds {
  readonly identificationEnds: string | null;
  readonly exchangeEnds: string | null;
}

/**
 * The last days that count, with the return and whatever override is in force: the one answer by which stages, notices,
 * verdicts, values and releases of money are judged. `keepDeadlines` writes them into the exchange.
 */
export const periodsOf = ({ identificationDeadline, exchangeDeadline }: Deadlines): PeriodEnds => ({
  identificationEnds: identificationDeadline,
  exchangeEnds: exchangeDeadline,
});

/** A deadline as the rule has it, with its arithmetic. */
export interface Computed {
  readonly computedOn: string;
  /** The arithmetic in a sentence. */
  readonly rule: string;
  /** Where the rule stands. */
  readonly source: string;
}

/** Both deadlines as the rules have them, and what they were computed from. */
export interface DeadlineReckoning {
  readonly begin: string;
  readonly isParked: boolean;
  /** Day 180, whatever the return. */
  readonly lastDay: string;
  /** When the return is due; undefined where it shortens nothing. */
  readonly returnDue: ReturnDue | undefined;
  readonly identification: Computed;
  readonly exchange: Computed;
}

/** Whether the periods run from the parking: in reverse exchanges, and in improvements with something parked. */
export const isParked = ({ exchangeType, parkingDate }: DeadlineInputs): boolean =>
  exchangeType === 'REVERSE' || (exchangeType === 'IMPROVEMENT' && Boolean(parkingDate));

/**
 * The deadlines of an exchange by 26 CFR 1.1031(k)-1 and, for parked property, Rev. Proc. 2000-37. Day 0 is the transfer
 * or the parking; calendar days count, and a weekend or holiday moves nothing. The return shortens a forward exchange only.
 * @returns undefined while the periods have not begun, and for simultaneous exchanges, which have none
 */
export function reckon(inputs: DeadlineInputs): DeadlineReckoning | undefined {
  const parked = isParked(inputs);
  const begin = parked ? inputs.parkingDate : inputs.transferDate;
  if (inputs.exchangeType === 'SIMULTANEOUS' || !begin) return undefined;
  const [identifyBy, lastDay] = [addDays(begin, IDENTIFICATION_DAYS), addDays(begin, EXCHANGE_DAYS)];
  const returnDue = parked ? undefined : returnDueOf(begin, inputs);
  const dueOn = returnDue?.dueOn;
  const endsEarly = typeof dueOn === 'string' && dueOn < lastDay;
  const dayZero = `Day 0 is the ${parked ? 'parking' : 'first transfer'}, ${begin}`;
  return {
    begin,
    isParked: parked,
    lastDay,
    returnDue,
    identification: {
      computedOn: identifyBy,
      rule: `${dayZero}; day ${IDENTIFICATION_DAYS} is ${identifyBy}.`,
      source: parked ? 'Rev. Proc. 2000-37, section 4.02(4)' : '26 CFR 1.1031(k)-1(b)(2)(i)',
    },
    exchange: {
      computedOn: endsEarly ? dueOn : lastDay,
      rule: `${dayZero}; day ${EXCHANGE_DAYS} is ${lastDay}${returnDue ? saidOf(returnDue, lastDay) : '; the return does not shorten it'}.`,
      source: parked ? 'Rev. Proc. 2000-37, section 4.02(5)' : '26 CFR 1.1031(k)-1(b)(2)(ii)',
    },
  };
}

/** The dates alone; both null where {@link reckon} has none. */
export function deadlinesOf(inputs: DeadlineInputs): Deadlines {
  const reckoning = reckon(inputs);
  return {
    identificationDeadline: reckoning?.identification.computedOn ?? null,
    exchangeDeadline: reckoning?.exchange.computedOn ?? null,
  };
}

function saidOf(due: ReturnDue, lastDay: string): string {
  if (due.dueOn === null) return `; when the return is due is not known, because ${due.ask}`;
  return `; the return is due on ${due.dueOn} (${due.rule}), which is ${due.dueOn < lastDay ? 'earlier, so that it ends then' : 'not earlier'}`;
}
