import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { ExchangeProperty } from './exchange-property.entity';
import type { ExchangePropertyOrder } from './exchange-property.input';
import { visibleExchangeProperties } from './exchange-property.policy';

const orderings: Orderings<ExchangeProperty, ExchangePropertyOrder> = {
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  ROLE_ASC: { by: 'role', direction: 'ASC' },
};

export const exchangePropertyLoader = (scope: RequestScope) =>
  loaderById((ids) => visibleRows(scope, ExchangeProperty, visibleExchangeProperties, ids));

const pagesOf = (scope: RequestScope, name: string, parent?: string) =>
  new Pages(scope, { name, entity: ExchangeProperty, visible: visibleExchangeProperties, orderings, parent });

export const exchangePropertyPages = (scope: RequestScope) => pagesOf(scope, 'exchangeProperties');

export const propertiesOfExchangePages = (scope: RequestScope) => pagesOf(scope, 'Exchange.properties', 'node.exchange_id = parent.id');

export const exchangePropertiesOfPropertyPages = (scope: RequestScope) =>
  pagesOf(scope, 'Property.exchangeProperties', 'node.property_id = parent.id');

/** All that exchanges give up, have identified and receive, in the order of adding, by one statement. */
export async function propertiesInExchanges(scope: RequestScope, exchangeIds: readonly string[]): Promise<ExchangeProperty[]> {
  const found = await visibleRows(scope, ExchangeProperty, visibleExchangeProperties, exchangeIds, 'exchangeId');
  return found.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

/** All that an exchange gives up, has identified and receives, as far as the viewer sees it. @param exchangeId what is no id has none */
export const propertiesInExchange = (scope: RequestScope, exchangeId: string): Promise<ExchangeProperty[]> =>
  propertiesInExchanges(scope, isUuid(exchangeId) ? [exchangeId] : []);
