import { civilDayOf } from '../exchange/exchange.civil-date';
import { isParked, periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import type { PropertyValuation } from '../property-valuation/property-valuation.entity';
import type { GivenUp, IdentificationInputs, JudgedProperty } from './identification.rules';

/** What of a property is judged. */
export type Holding = Pick<
  ExchangeProperty,
  'id' | 'role' | 'identifiedAt' | 'revokedAt' | 'transferredOn' | 'receivedOn' | 'incidentalToId' | 'isSameNature'
>;

/** What of its exchange it is judged by. */
export type HoldingExchange = Pick<
  Exchange,
  'id' | 'exchangeType' | 'parkingDate' | 'timeZone' | 'identificationDeadline' | 'exchangeDeadline' | 'relinquishedValue'
>;

/** What is known of the properties of one exchange. */
export interface Holdings {
  readonly exchange: HoldingExchange;
  readonly properties: readonly Holding[];
  readonly valuations: readonly PropertyValuation[];
}

type WorthOf = (property: Holding, purpose: `${PropertyValuation['purpose']}`, day: string | null) => string | null;

/**
 * In a reverse exchange, and in an improvement with something parked, what is going to be given up is identified, and
 * transferred in the place of being received: Rev. Proc. 2000-37, sections 4.02(4) and (5).
 */
export const identifiesGivenUp = (exchange: Pick<Exchange, 'exchangeType' | 'parkingDate'>): boolean => isParked(exchange);

/** The properties whose identification counts in the exchange. */
export const isIdentifiable = (
  exchange: Pick<Exchange, 'exchangeType' | 'parkingDate'>,
  { role }: Pick<ExchangeProperty, 'role'>,
): boolean => (role === 'RELINQUISHED') === identifiesGivenUp(exchange);

/** @param today in the exchange's zone */
export function inputsOf({ exchange, properties, valuations }: Holdings, today: string): IdentificationInputs {
  const { identificationEnds, exchangeEnds } = periodsOf(exchange);
  const worthOf = valuesAmong(valuations);
  const judged = (property: Holding): JudgedProperty => {
    const receivedOn = identifiesGivenUp(exchange) ? property.transferredOn : property.receivedOn;
    const isReceivedFirst = receivedOn !== null && (exchangeEnds === null || receivedOn <= exchangeEnds);
    return {
      id: property.id,
      identifiedOn: property.identifiedAt && civilDayOf(property.identifiedAt, exchange.timeZone),
      revokedOn: property.revokedAt && civilDayOf(property.revokedAt, exchange.timeZone),
      receivedOn,
      incidentalToId: property.incidentalToId,
      valueAtIdentification: worthOf(property, 'END_OF_IDENTIFICATION', identificationEnds),
      identifiedWorth: worthOf(property, 'IDENTIFIED_AT_RECEIPT', receivedOn),
      isSameNature: property.isSameNature,
      valueAtReceipt: isReceivedFirst
        ? worthOf(property, identifiesGivenUp(exchange) ? 'TRANSFER' : 'RECEIPT', receivedOn)
        : worthOf(property, 'END_OF_EXCHANGE', exchangeEnds),
    };
  };
  return {
    today,
    identificationEnds,
    exchangeEnds,
    givenUp: identifiesGivenUp(exchange) ? [] : givenUpIn({ exchange, properties, valuations }, worthOf),
    isParked: identifiesGivenUp(exchange),
    properties: properties.filter((one) => isIdentifiable(exchange, one)).map(judged),
  };
}

/** Each property that is given up by its value at the transfer; while one of them lacks it, the sum that the exchange states. */
function givenUpIn({ exchange, properties }: Holdings, worthOf: WorthOf): GivenUp[] {
  const each = properties
    .filter(({ role }) => role === 'RELINQUISHED')
    .map((one): GivenUp => ({ id: one.id, value: worthOf(one, 'TRANSFER', one.transferredOn) }));
  const isKnown = each.length > 0 && each.every(({ value }) => value !== null);
  return isKnown || exchange.relinquishedValue === null ? each : [{ id: null, value: exchange.relinquishedValue }];
}

/** Of each property and purpose the latest value that is not after the day that it is for; of one day the one added last. */
const valuesAmong =
  (valuations: readonly PropertyValuation[]): WorthOf =>
  ({ id }, purpose, day) => {
    const fitting = valuations
      .filter((one) => one.exchangePropertyId === id && one.purpose === purpose && (day === null || one.asOf <= day))
      .toSorted((one, other) => one.asOf.localeCompare(other.asOf) || one.createdAt.getTime() - other.createdAt.getTime());
    return fitting.at(-1)?.amount ?? null;
  };
