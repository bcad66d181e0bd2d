import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import DataLoader from 'dataloader';
import { Exchange } from '../exchange/exchange.entity';
import { visibleExchanges } from '../exchange/exchange.policy';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from '../exchange-property/exchange-property.policy';
import { PropertyValuation } from '../property-valuation/property-valuation.entity';
import { visiblePropertyValuations } from '../property-valuation/property-valuation.policy';
import { IdentificationVerdict } from './identification-verdict.entity';
import { visibleIdentificationVerdicts } from './identification-verdict.policy';
import { verdictOn } from './identification-verdict.recorder';

type Now = () => Date;

/** What is thought now of the identifications of exchanges, by id; those of a page by three statements. */
export const identificationLoader = ({ db, viewer }: RequestScope, now: Now) =>
  new DataLoader<string, ReturnType<typeof verdictOn> | null>(async (ids) => {
    const exchanges = await visibleRows(db, Exchange, visibleExchanges(viewer), ids);
    const properties = await visibleRows(db, ExchangeProperty, visibleExchangeProperties(viewer), ids, 'exchangeId');
    const inOrder = properties.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
    const propertyIds = properties.map(({ id }) => id);
    const valuations = propertyIds.length
      ? await visibleRows(db, PropertyValuation, visiblePropertyValuations(viewer), propertyIds, 'exchangePropertyId')
      : [];
    const verdicts = exchanges.map((exchange) =>
      verdictOn({ exchange, valuations, properties: inOrder.filter(({ exchangeId }) => exchangeId === exchange.id) }, now()),
    );
    return ids.map((id) => verdicts.find(({ exchangeId }) => exchangeId === id) ?? null);
  });

/** How many verdicts of an exchange are told; each takes somebody's change, so that more are rare. */
export const MOST_VERDICTS = 100;

/** The history of exchanges, the latest first. */
export const verdictsOfExchangeLoader = ({ db, viewer }: RequestScope): ListLoader<IdentificationVerdict> =>
  listLoader<IdentificationVerdict>(async (ids) => {
    const verdicts = await visibleRows(db, IdentificationVerdict, visibleIdentificationVerdicts(viewer), ids, 'exchangeId');
    const latest = verdicts.toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt));
    return ids.flatMap((key) =>
      latest
        .filter(({ exchangeId }) => exchangeId === key)
        .slice(0, MOST_VERDICTS)
        .map((value) => ({ key, value })),
    );
  });
