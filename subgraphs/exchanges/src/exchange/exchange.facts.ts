import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { civilDayOf } from './exchange.civil-date';
import { isParked } from './exchange.deadlines';
import type { Exchange } from './exchange.entity';
import type { StageFacts } from './exchange.stages';

/** What of a property counts as identified or received. */
export type Holding = Pick<ExchangeProperty, 'role' | 'identifiedAt' | 'revokedAt' | 'transferredOn' | 'receivedOn'>;

type Dated = Pick<Exchange, 'exchangeType' | 'transferDate' | 'parkingDate' | 'identificationDeadline' | 'exchangeDeadline' | 'timeZone'>;

/** The earliest day on which property given up was transferred; undefined while none is recorded. */
export const firstTransfer = (properties: readonly Pick<Holding, 'role' | 'transferredOn'>[]): string | undefined =>
  properties.flatMap(({ role, transferredOn }) => (role === 'RELINQUISHED' && transferredOn ? [transferredOn] : [])).sort()[0];

/**
 * What an exchange's stage depends on. Instants count by their civil day in the zone of the exchange, and a deadline's own
 * day is inside its period; a revocation counts when it was made in the period. In a parked exchange it is the property
 * given up that is identified, and in a reverse one its transfer is what the last day is for. What comes after day 45 counts
 * if it was identified: 26 CFR 1.1031(k)-1(c)(1).
 */
export function factsOf(exchange: Dated, properties: readonly Holding[], now: Date): StageFacts {
  const { identificationDeadline, exchangeDeadline, timeZone, transferDate, parkingDate } = exchange;
  const parked = isParked(exchange);
  const today = civilDayOf(now, timeZone);
  // What is planned for a day to come has not happened.
  const isBy = (day: string | null, deadline: string | null) => day !== null && day <= today && (deadline === null || day <= deadline);
  const dayOf = (instant: Date | null) => instant && civilDayOf(instant, timeZone);
  const isReversed = exchange.exchangeType === 'REVERSE';
  const isNamed = ({ role, identifiedAt, revokedAt }: Holding) =>
    (parked || role !== 'RELINQUISHED') &&
    isBy(dayOf(identifiedAt), identificationDeadline) &&
    !isBy(dayOf(revokedAt), identificationDeadline);
  const comesBy = ({ role, receivedOn, transferredOn }: Holding, deadline: string | null) =>
    isReversed ? role === 'RELINQUISHED' && isBy(transferredOn, deadline) : role !== 'RELINQUISHED' && isBy(receivedOn, deadline);
  // What is parked to be improved is named by its parking.
  const counts = (one: Holding) => isNamed(one) || comesBy(one, identificationDeadline) || (parked && !isReversed);
  const isGivenUp = ({ role, transferredOn }: Holding) => parked && role === 'RELINQUISHED' && isBy(transferredOn, identificationDeadline);
  return {
    today,
    hasBegun: Boolean(transferDate || (parked && parkingDate)),
    hasTransferred: Boolean(transferDate && transferDate <= today),
    identificationDeadline,
    exchangeDeadline,
    isIdentified: properties.some((one) => isNamed(one) || isGivenUp(one) || comesBy(one, identificationDeadline)),
    isReceived: properties.some((one) => comesBy(one, exchangeDeadline) && counts(one)),
  };
}
