import { type EntityManager, In } from 'typeorm';
import type { Exchange } from '../exchange/exchange.entity';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { PropertyValuation } from '../property-valuation/property-valuation.entity';
import { type Holdings, inputsOf } from './identification.inputs';
import { type IdentificationInputs, judgeIdentification, type Verdict } from './identification.rules';

/** What stages and releases ask of an identification. */
export interface IdentificationFacts {
  readonly verdict: Verdict;
  /** What the law takes as identified now. */
  readonly identifiedIds: readonly string[];
  /** Replacement property that was received, identified or not; in a reverse exchange, what was transferred. */
  readonly receivedIds: readonly string[];
  /** Whether anything was ever identified in time, revoked since or not. */
  readonly wasNoticeEverInForce: boolean;
  /** What was received in the place of these is another property than was identified. */
  readonly unlikeIds: readonly string[];
  /** Whether something is identified, and all of it was received, as substantially the same property. */
  readonly allIdentifiedReceived: boolean;
  readonly periodEnds: { readonly identification: string | null; readonly exchange: string | null };
}

/**
 * @param db of the system, or of somebody who sees the exchange
 * @param today in the exchange's zone
 */
export async function identificationFacts(db: EntityManager, exchange: Exchange, today: string): Promise<IdentificationFacts> {
  return factsOf(inputsOf(await holdingsOf(db, exchange), today));
}

/** Reads what is in the exchange, in two statements. */
export async function holdingsOf(db: EntityManager, exchange: Exchange): Promise<Holdings> {
  const properties = await db.find(ExchangeProperty, { where: { exchangeId: exchange.id }, order: { createdAt: 'ASC', id: 'ASC' } });
  const valuations = properties.length
    ? await db.find(PropertyValuation, { where: { exchangePropertyId: In(properties.map(({ id }) => id)) } })
    : [];
  return { exchange, properties, valuations };
}

export function factsOf(inputs: IdentificationInputs): IdentificationFacts {
  const { identificationEnds, exchangeEnds, properties, today } = inputs;
  const { verdict, identifiedIds, unlikeIds, unsureIds } = judgeIdentification(inputs);
  const receivedIds = properties.filter(({ receivedOn }) => receivedOn !== null && receivedOn <= today).map(({ id }) => id);
  const isInTime = (day: string | null) => day !== null && (identificationEnds === null || day <= identificationEnds);
  return {
    verdict,
    identifiedIds,
    receivedIds,
    unlikeIds,
    wasNoticeEverInForce: properties.some(({ identifiedOn }) => isInTime(identifiedOn)),
    allIdentifiedReceived:
      identifiedIds.length > 0 &&
      identifiedIds.every((id) => receivedIds.includes(id) && !unlikeIds.includes(id) && !unsureIds.includes(id)),
    periodEnds: { identification: identificationEnds, exchange: exchangeEnds },
  };
}
