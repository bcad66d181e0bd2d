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
 * given up that is identified.
 */
export function factsOf(exchange: Dated, properties: readonly Holding[], now: Date): StageFacts {
  const { identificationDeadline, exchangeDeadline, timeZone, transferDate, parkingDate } = exchange;
  const parked = isParked(exchange);
  const isBy = (day: string | null, deadline: string | null) => day !== null && (deadline === null || day <= deadline);
  const dayOf = (instant: Date | null) => instant && civilDayOf(instant, timeZone);
  const isReceivedBy = (deadline: string | null) =>
    properties.some(({ role, receivedOn }) => role !== 'RELINQUISHED' && isBy(receivedOn, deadline));
  const isNamed = ({ role, identifiedAt, revokedAt }: Holding) =>
    (parked || role !== 'RELINQUISHED') &&
    isBy(dayOf(identifiedAt), identificationDeadline) &&
    !isBy(dayOf(revokedAt), identificationDeadline);
  const isGivenUp = ({ role, transferredOn }: Holding) => parked && role === 'RELINQUISHED' && isBy(transferredOn, identificationDeadline);
  return {
    today: civilDayOf(now, timeZone),
    hasBegun: Boolean(transferDate || (parked && parkingDate)),
    hasTransferred: Boolean(transferDate),
    identificationDeadline,
    exchangeDeadline,
    isIdentified: properties.some((one) => isNamed(one) || isGivenUp(one)) || isReceivedBy(identificationDeadline),
    isReceived: isReceivedBy(exchangeDeadline),
  };
}
