import { factsOf as identificationOf } from '../identification/identification.facts';
import { type Holding, type HoldingExchange, type Holdings, inputsOf } from '../identification/identification.inputs';
import { civilDayOf } from './exchange.civil-date';
import { isParked, periodsOf } from './exchange.deadlines';
import { type Exchange, ExchangeType } from './exchange.entity';
import type { StageFacts } from './exchange.stages';

/** What is in an exchange, and the dates from which its periods run. */
export interface StagedHoldings extends Holdings {
  readonly exchange: HoldingExchange & Pick<Exchange, 'transferDate' | 'parkingDate'>;
}

/** The earliest day on which property given up was transferred; undefined while none is recorded. */
export const firstTransfer = (properties: readonly Pick<Holding, 'role' | 'transferredOn'>[]): string | undefined =>
  properties.flatMap(({ role, transferredOn }) => (role === 'RELINQUISHED' && transferredOn ? [transferredOn] : [])).sort()[0];

/**
 * What an exchange's stage depends on: what the law takes as identified or received in time, as the verdict has it, so that
 * one that fails at the end takes its property along. In a reverse exchange it is the property given up that is identified,
 * and transferred; in an improvement with something parked it may be either. Where nothing has to be identified, because
 * nothing is delayed or the property is parked already, being received is enough.
 */
export function factsOf(holdings: StagedHoldings, now: Date): StageFacts {
  const { exchange, properties } = holdings;
  const { identificationDeadline, exchangeDeadline, timeZone, transferDate, parkingDate } = exchange;
  const today = civilDayOf(now, timeZone);
  const parked = isParked(exchange);
  const isEither = parked && exchange.exchangeType !== ExchangeType.REVERSE;
  const own = identificationOf(inputsOf(holdings, today));
  const { identificationEnds, exchangeEnds } = periodsOf(exchange);
  // As the period left it: a verdict that fails at the end of the other one does not undo that something was identified.
  const left = identificationEnds !== null && today > identificationEnds ? identificationEnds : today;
  const named = (isEither ? [exchange, { ...exchange, exchangeType: ExchangeType.REVERSE }] : [exchange]).flatMap(
    (as) => identificationOf(inputsOf({ ...holdings, exchange: as }, left)).identifiedIds,
  );
  const needsNotice = !isEither && identificationEnds !== null;
  const isInTime = ({ id, receivedOn, transferredOn }: Holding) => {
    const day = exchange.exchangeType === ExchangeType.REVERSE ? transferredOn : receivedOn;
    return day !== null && day <= today && own.receivedIds.includes(id) && (exchangeEnds === null || day <= exchangeEnds);
  };
  return {
    today,
    hasBegun: Boolean(transferDate || (parked && parkingDate)),
    hasTransferred: Boolean(transferDate && transferDate <= today), // what is planned has not happened
    identificationDeadline,
    exchangeDeadline,
    isIdentified: named.length > 0,
    isReceived: properties.some((one) => isInTime(one) && (!needsNotice || own.identifiedIds.includes(one.id))),
  };
}
