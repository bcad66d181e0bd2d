import { Decimal } from 'decimal.js';
import { checkText } from '../checks';
import { periodsOf } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import type { Faults } from '../faults';
import type { PropertyValuation } from './property-valuation.entity';

// Its twenty digits are too few for thirteen before the point times nine of a percentage.
const Money = Decimal.clone({ precision: 60 });

/** An undivided interest of what the whole is worth, to the cent. @param percentInterest more than 0, at most 100 */
export const interestIn = (wholeAmount: string, percentInterest: string): string =>
  new Money(wholeAmount).times(percentInterest).dividedBy(100).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2);

/** @param valuation as it will be */
export function checkValuation(faults: Faults, valuation: PropertyValuation, property: ExchangeProperty, exchange: Exchange): void {
  const { asOf, source, purpose } = valuation;
  faults.refuseFarDates(valuation, 'asOf');
  checkText(faults, 'source', source, 255);
  const isGivenUp = property.role === 'RELINQUISHED';
  if (purpose === 'TRANSFER') faults.unless(isGivenUp, 'purpose', 'TRANSFER belongs to property given up');
  if (purpose === 'RECEIPT') faults.unless(!isGivenUp, 'purpose', 'RECEIPT belongs to property not given up');
  if (purpose === 'IDENTIFIED_AT_RECEIPT') faults.unless(!isGivenUp, 'purpose', 'IDENTIFIED_AT_RECEIPT belongs to property not given up');
  const { identificationEnds, exchangeEnds } = periodsOf(exchange);
  const day = {
    TRANSFER: property.transferredOn,
    RECEIPT: property.receivedOn,
    END_OF_IDENTIFICATION: identificationEnds,
    END_OF_EXCHANGE: exchangeEnds,
    IDENTIFIED_AT_RECEIPT: property.receivedOn,
  }[purpose];
  if (day && asOf) faults.unless(asOf <= day, 'asOf', `must not be after ${day}, for which it counts`);
}
