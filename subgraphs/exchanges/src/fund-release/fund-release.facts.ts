import { isParked } from '../exchange/exchange.deadlines';
import { factsOf } from '../identification/identification.facts';
import { type Holdings, inputsOf } from '../identification/identification.inputs';
import type { Verdict } from '../identification/identification.rules';
import type { ReleaseFacts } from './fund-release.rules';

/** What the gate asks of an exchange, and which of its properties may be bought at any time of the exchange period. */
export interface GatheredFacts {
  readonly facts: ReleaseFacts;
  readonly identified: ReadonlySet<string>;
}

/** While values are missing nobody can say whether more than three properties are within 200 %, which keeps the gate shut. */
const VERDICTS: Readonly<Record<Verdict, ReleaseFacts['verdict']>> = {
  OK: 'OK',
  NONE: 'OK',
  FAIL: 'FAIL',
  PENDING_95: 'PENDING_95',
  UNDECIDED: 'PENDING_95',
};

/**
 * Gathers what the gate asks, by the same rules by which the identification itself is judged. What is parked for the taxpayer
 * is bought without a notice of it: Rev. Proc. 2000-37 has the property identified that is given up.
 * @param today in the exchange's zone
 */
export function gatherFacts(holdings: Holdings, today: string): GatheredFacts {
  const { exchange, properties } = holdings;
  const judged = factsOf(inputsOf(holdings, today));
  const replacements = properties.filter(({ role }) => role !== 'RELINQUISHED');
  const received = replacements.filter(({ receivedOn }) => receivedOn !== null && receivedOn <= today);
  const facts: ReleaseFacts = {
    today,
    identificationDeadline: exchange.identificationDeadline,
    exchangeDeadline: exchange.exchangeDeadline,
    isSimultaneous: exchange.exchangeType === 'SIMULTANEOUS',
    wasNoticeEverInForce: judged.wasNoticeEverInForce,
    anythingReceived: received.length > 0 || judged.receivedIds.length > 0,
    allIdentifiedReceived: judged.allIdentifiedReceived,
    isAllReceived: replacements.length > 0 && received.length === replacements.length,
    verdict: VERDICTS[judged.verdict],
  };
  const bought = isParked(exchange) ? replacements.map(({ id }) => id) : judged.identifiedIds;
  return { facts, identified: new Set(bought) };
}
