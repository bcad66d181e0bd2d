import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { PropertyValuation } from './property-valuation.entity';
import type { PropertyValuationOrder } from './property-valuation.input';
import { visiblePropertyValuations } from './property-valuation.policy';

const orderings: Orderings<PropertyValuation, PropertyValuationOrder> = {
  AS_OF_ASC: { by: 'asOf', direction: 'ASC' },
  AS_OF_DESC: { by: 'asOf', direction: 'DESC' },
};

export const propertyValuationLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, PropertyValuation, visiblePropertyValuations, ids));

export const valuationsOfPropertyPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'ExchangeProperty.valuations',
    entity: PropertyValuation,
    visible: visiblePropertyValuations,
    orderings,
    parent: 'node.exchange_property_id = parent.id',
  });

/** All values of some properties, by one statement. */
export async function valuationsOfProperties(scope: RequestScope, propertyIds: readonly string[]): Promise<PropertyValuation[]> {
  if (!propertyIds.length) return [];
  return visibleRows(scope, PropertyValuation, visiblePropertyValuations, propertyIds, 'exchangePropertyId');
}
