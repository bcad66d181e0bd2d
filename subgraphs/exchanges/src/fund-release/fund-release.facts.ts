import type { Exchange } from '../exchange/exchange.entity';
import { type ExchangeProperty, ExchangePropertyRole } from '../exchange-property/exchange-property.entity';
import { civilDateIn } from '../funds/civil';
import type { ReleaseFacts } from './fund-release.rules';

/** So many properties may be identified whatever they are worth, 26 CFR 1.1031(k)-1(c)(4)(i)(A). */
const THREE = 3;

type Property = Pick<ExchangeProperty, 'id' | 'role' | 'identifiedAt' | 'revokedAt' | 'receivedOn' | 'incidentalToId'>;

/** What the gate asks of an exchange, and which of its properties count as identified. */
export interface GatheredFacts {
  readonly facts: ReleaseFacts;
  readonly identified: ReadonlySet<string>;
}

/**
 * Gathers what the gate asks from the properties of an exchange. Received within the identification period counts as
 * identified; a revocation counts within it alone. Without values nobody can say whether more than three properties are
 * within 200 %: that is PENDING_95 here, which keeps the gate shut.
 */
export function gatherFacts(
  { timeZone, identificationDeadline, exchangeDeadline }: Pick<Exchange, 'timeZone' | 'identificationDeadline' | 'exchangeDeadline'>,
  properties: readonly Property[],
  today: string,
): GatheredFacts {
  const end = identificationDeadline;
  const isWithin = (at: Date | null): boolean => at !== null && end !== null && civilDateIn(timeZone, at) <= end;
  const replacements = properties.filter(({ role }) => role !== ExchangePropertyRole.RELINQUISHED);
  const noticed = replacements.filter(({ identifiedAt }) => isWithin(identifiedAt));
  const counting = replacements.filter(
    ({ identifiedAt, revokedAt, receivedOn }) =>
      (receivedOn !== null && end !== null && receivedOn <= end) || (isWithin(identifiedAt) && !isWithin(revokedAt)),
  );
  const facts: ReleaseFacts = {
    today,
    identificationDeadline,
    exchangeDeadline,
    wasNoticeEverInForce: noticed.length > 0,
    anythingReceived: replacements.some(({ receivedOn }) => receivedOn !== null),
    allIdentifiedReceived: counting.length > 0 && counting.every(({ receivedOn }) => receivedOn !== null),
    verdict: counting.filter(({ incidentalToId }) => incidentalToId === null).length <= THREE ? 'OK' : 'PENDING_95',
  };
  return { facts, identified: new Set(counting.map(({ id }) => id)) };
}
