import { isParked, periodsOf } from '../exchange/exchange.deadlines';
import { ExchangeType } from '../exchange/exchange.entity';
import { factsOf } from '../identification/identification.facts';
import { type Holdings, inputsOf } from '../identification/identification.inputs';
import type { ReleaseFacts } from './fund-release.rules';

/** What the gate asks of an exchange, and which of its properties may be bought after day 45. */
export interface GatheredFacts {
  readonly facts: ReleaseFacts;
  readonly isIdentified: (propertyId: string) => boolean;
}

/**
 * What the gate asks, as the identification's own rules have it. In a reverse exchange these are about the property given up,
 * and the property that the taxpayer is to receive is known from the parking: it needs no notice, and until it is received
 * the taxpayer is not entitled to the money. So it is with what is parked to be improved.
 */
export function gatherFacts(holdings: Holdings, today: string): GatheredFacts {
  const { identificationEnds, exchangeEnds } = periodsOf(holdings.exchange);
  const known = factsOf(inputsOf(holdings, today));
  const replacements = holdings.properties.filter(({ role }) => role !== 'RELINQUISHED');
  const isFromParking = isParked(holdings.exchange);
  const isUnnamed = isFromParking && holdings.exchange.exchangeType !== ExchangeType.REVERSE && known.identifiedIds.length === 0;
  const parked = isFromParking ? replacements : [];
  const hasAll = replacements.every(({ receivedOn }) => receivedOn !== null && receivedOn <= today);
  const isAllReceived = replacements.length > 0 && hasAll;
  return {
    facts: {
      today,
      identificationDeadline: identificationEnds,
      exchangeDeadline: exchangeEnds,
      isSimultaneous: holdings.exchange.exchangeType === ExchangeType.SIMULTANEOUS,
      wasNoticeEverInForce: known.wasNoticeEverInForce || parked.length > 0,
      anythingReceived: known.receivedIds.length > 0,
      // In an improvement of which no notice tells, what is improved is all that is waited for.
      allIdentifiedReceived: isUnnamed ? isAllReceived : known.allIdentifiedReceived && (!isFromParking || hasAll),
      isAllReceived,
      verdict: known.verdict,
    },
    isIdentified: (propertyId) => isFromParking || known.identifiedIds.includes(propertyId),
  };
}
