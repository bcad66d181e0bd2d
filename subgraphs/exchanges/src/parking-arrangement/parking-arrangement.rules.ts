import { addDays } from '../exchange/exchange.civil-date';
import { EXCHANGE_DAYS, IDENTIFICATION_DAYS } from '../exchange/exchange.deadlines';
import { addBusinessDays } from './business-days';
import type { ParkingArrangement, ParkingCheck } from './parking-arrangement.entity';

/** An arrangement, with all of the exchange that it is judged by. Days are civil, of the exchange's zone. */
export interface ParkingInputs {
  readonly today: string;
  readonly arrangement: Pick<ParkingArrangement, 'parkedKind' | 'parkedOn' | 'agreementSignedOn'>;
  /** All arrangements of the exchange, this one among them. */
  readonly all: readonly Pick<ParkingArrangement, 'parkedOn' | 'endedOn'>[];
  /** The first day on which property to be given up was identified and not revoked since. */
  readonly identifiedOn: string | null;
}

const AGREEMENT_DAYS = 5;

type Check = Omit<ParkingCheck, 'check'> & { readonly check: `${ParkingCheck['check']}` };

/** What Rev. Proc. 2000-37, section 4.02, asks of dates. Calendar days count, but for the five business days of the agreement. */
export function parkingChecks(inputs: ParkingInputs): Check[] {
  const { arrangement } = inputs;
  return [
    agreement(inputs),
    // What is parked to be given up is the relinquished property itself, and needs no notice.
    ...(arrangement.parkedKind === 'REPLACEMENT' ? [identification(inputs)] : []),
    combined(inputs),
  ];
}

/** Met by that day, missed once it is over, and open until then. */
const byDay = (actual: string | null, limit: string, today: string): boolean | null => {
  if (actual !== null && actual <= today) return actual <= limit;
  return today > limit ? false : null;
};

const warningOf = (passes: boolean | null, missed: string, open: string): string | null => {
  if (passes) return null;
  return passes === false ? missed : open;
};

function agreement({ today, arrangement: { parkedOn, agreementSignedOn: actual } }: ParkingInputs): Check {
  const limit = addBusinessDays(parkedOn, AGREEMENT_DAYS);
  const passes = byDay(actual, limit, today);
  const warning = warningOf(
    passes,
    'The agreement was not signed within five business days of the parking: outside of the safe harbour.',
    `Sign the agreement by ${limit}.`,
  );
  return { check: 'AGREEMENT_IN_TIME', source: 'Rev. Proc. 2000-37, section 4.02(3)', limit, actual, passes, warning };
}

function identification({ today, arrangement: { parkedOn }, identifiedOn: actual }: ParkingInputs): Check {
  const limit = addDays(parkedOn, IDENTIFICATION_DAYS);
  const passes = byDay(actual, limit, today);
  const warning = warningOf(
    passes,
    'Property to be given up was not identified within 45 days of the parking: outside of the safe harbour.',
    `Identify the property to be given up by ${limit}.`,
  );
  return { check: 'IDENTIFIED_IN_TIME', source: 'Rev. Proc. 2000-37, section 4.02(4)', limit, actual, passes, warning };
}

/** Days on which anything is parked, each once; that of the parking is day 0. */
function combined({ today, all }: ParkingInputs): Check {
  const days = combinedDays(all, today);
  const isOpen = all.some(({ endedOn }) => endedOn === null || endedOn > today);
  const isOver = days > EXCHANGE_DAYS;
  const done = isOpen ? null : true;
  const passes = isOver ? false : done;
  const warning = warningOf(
    passes,
    'Property was parked for more than 180 days together: outside of the safe harbour.',
    `${EXCHANGE_DAYS - days} of 180 days are left.`,
  );
  return {
    check: 'COMBINED_PARKING',
    source: 'Rev. Proc. 2000-37, section 4.02(6)',
    limit: String(EXCHANGE_DAYS),
    actual: String(days),
    passes,
    warning,
  };
}

export function combinedDays(all: ParkingInputs['all'], today: string): number {
  const days = new Set<string>();
  for (const { parkedOn, endedOn } of all) {
    const end = endedOn === null || endedOn > today ? today : endedOn;
    for (let day = parkedOn; day < end; ) {
      day = addDays(day, 1);
      days.add(day);
    }
  }
  return days.size;
}
