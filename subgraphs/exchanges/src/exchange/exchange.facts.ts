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
 * one that fails at the end takes its property along. Where something is parked it is the property given up that is
 * identified; what was parked needs no notice. In a reverse exchange both ends are needed within the same 180 days: what is
 * given up is transferred, and the other property received from whoever held it (Rev. Proc. 2000-37 §4.02(6)). Where nothing has to be identified, because nothing is delayed, being received is enough.
 */
export function factsOf(holdings: StagedHoldings, now: Date): StageFacts {
  const { exchange, properties } = holdings;
  const { identificationDeadline, exchangeDeadline, timeZone, transferDate, parkingDate } = exchange;
  const today = civilDayOf(now, timeZone);
  const parked = isParked(exchange);
  const isReverse = exchange.exchangeType === ExchangeType.REVERSE;
  const own = identificationOf(inputsOf(holdings, today));
  const { identificationEnds, exchangeEnds } = periodsOf(exchange);
  // As the period left it: a verdict that fails at the end of the other one does not undo that something was identified.
  const left = identificationEnds !== null && today > identificationEnds ? identificationEnds : today;
  const needsNotice = identificationEnds !== null;
  const isInTime = (day: string | null) => day !== null && day <= today && (exchangeEnds === null || day <= exchangeEnds);
  const isCounted = ({ id }: Holding) =>
    own.receivedIds.includes(id) && !own.unlikeIds.includes(id) && (!needsNotice || own.identifiedIds.includes(id));
  const isParkedReceived = ({ role, receivedOn }: Holding) => role !== 'RELINQUISHED' && isInTime(receivedOn);
  const isGivenUp = (one: Holding) => isInTime(one.transferredOn) && isCounted(one);
  const received = parked ? properties.some(isParkedReceived) : properties.some((one) => isInTime(one.receivedOn) && isCounted(one));
  return {
    today,
    hasBegun: Boolean(transferDate || (parked && parkingDate)),
    hasTransferred: Boolean(transferDate && transferDate <= today), // what is planned has not happened
    identificationDeadline,
    exchangeDeadline,
    isIdentified: identificationOf(inputsOf(holdings, left)).identifiedIds.length > 0,
    isReceived: received && (!isReverse || properties.some(isGivenUp)),
  };
}
