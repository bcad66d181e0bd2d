import { type ListLoader, listLoader } from '@plat/shared/graphql/list-loader';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import DataLoader from 'dataloader';
import type { Exchange } from '../exchange/exchange.entity';
import { inOwnExchanges } from '../exchange/exchange.scope';
import { propertiesInExchanges } from '../exchange-property/exchange-property.loader';
import { valuationsOfProperties } from '../property-valuation/property-valuation.loader';
import { IdentificationVerdict } from './identification-verdict.entity';
import { verdictOn } from './identification-verdict.recorder';

type Now = () => Date;

/** What is thought now of the identifications of exchanges, by id; those of a page by three statements. */
export const identificationLoader = (scope: RequestScope, exchanges: LoaderById<Exchange>, now: Now) =>
  new DataLoader<string, ReturnType<typeof verdictOn> | null>(async (ids) => {
    const properties = await propertiesInExchanges(scope, ids);
    const valuations = await valuationsOfProperties(
      scope,
      properties.map(({ id }) => id),
    );
    return Promise.all(
      ids.map(async (id) => {
        const exchange = await exchanges.load(id);
        return exchange && verdictOn({ exchange, valuations, properties: properties.filter((one) => one.exchangeId === id) }, now());
      }),
    );
  });

/** How many verdicts of an exchange are told; each takes somebody's change, so that more are rare. */
export const MOST_VERDICTS = 100;

/** The history of exchanges, the latest first. */
export const verdictsOfExchangeLoader = (scope: RequestScope): ListLoader<IdentificationVerdict> =>
  listLoader<IdentificationVerdict>(async (ids) => {
    const verdicts = await visibleRows<IdentificationVerdict>(scope, IdentificationVerdict, inOwnExchanges, ids, 'exchangeId');
    const latest = verdicts.toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt));
    return ids.flatMap((key) =>
      latest
        .filter(({ exchangeId }) => exchangeId === key)
        .slice(0, MOST_VERDICTS)
        .map((value) => ({ key, value })),
    );
  });
