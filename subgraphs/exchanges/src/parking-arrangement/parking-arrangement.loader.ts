import { type LoaderById, loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import DataLoader from 'dataloader';
import { civilDayOf } from '../exchange/exchange.civil-date';
import type { Exchange } from '../exchange/exchange.entity';
import { propertiesInExchanges } from '../exchange-property/exchange-property.loader';
import { ParkingArrangement } from './parking-arrangement.entity';
import type { ParkingArrangementOrder } from './parking-arrangement.input';
import { visibleParkingArrangements } from './parking-arrangement.policy';
import type { ParkingInputs } from './parking-arrangement.rules';

const orderings: Orderings<ParkingArrangement, ParkingArrangementOrder> = {
  PARKED_ON_ASC: { by: 'parkedOn', direction: 'ASC' },
  PARKED_ON_DESC: { by: 'parkedOn', direction: 'DESC' },
};

export const parkingArrangementLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, ParkingArrangement, visibleParkingArrangements, ids));

export const parkingOfExchangePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Exchange.parkingArrangements',
    entity: ParkingArrangement,
    visible: visibleParkingArrangements,
    orderings,
    parent: 'node.exchange_id = parent.id',
  });

/** What the arrangements of exchanges are judged by, by the exchange's id; those of a page by three statements. */
export const parkingLoader = (scope: RequestScope, exchanges: LoaderById<Exchange>, now: () => Date) =>
  new DataLoader<string, Omit<ParkingInputs, 'arrangement'> | null>(async (ids) => {
    const arrangements = await visibleRows(scope, ParkingArrangement, visibleParkingArrangements, ids, 'exchangeId');
    const properties = await propertiesInExchanges(scope, ids);
    const inputsOf = async (id: string) => {
      const exchange = await exchanges.load(id);
      if (!exchange) return null;
      const identified = properties
        .filter((one) => one.exchangeId === id && one.role === 'RELINQUISHED' && one.revokedAt === null)
        .flatMap(({ identifiedAt }) => (identifiedAt ? [civilDayOf(identifiedAt, exchange.timeZone)] : []));
      return {
        today: civilDayOf(now(), exchange.timeZone),
        all: arrangements.filter(({ exchangeId }) => exchangeId === id),
        identifiedOn: identified.sort()[0] ?? null,
      };
    };
    return Promise.all(ids.map(inputsOf));
  });
