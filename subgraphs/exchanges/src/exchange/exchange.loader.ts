import { alternativesOf } from '@plat/shared/access/scope';
import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Brackets, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { Exchange } from './exchange.entity';
import type { ExchangeOrder } from './exchange.input';
import { visibleExchanges } from './exchange.policy';

const orderings: Orderings<Exchange, ExchangeOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  NAME_ASC: { by: 'name', direction: 'ASC' },
  IDENTIFICATION_DEADLINE_ASC: { by: 'identificationDeadline', direction: 'ASC', nullable: true },
  EXCHANGE_DEADLINE_ASC: { by: 'exchangeDeadline', direction: 'ASC', nullable: true },
};

export const exchangeLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Exchange, visibleExchanges, ids));

const pagesOf = (scope: RequestScope, name: string, parent?: string) =>
  new Pages(scope, { name, entity: Exchange, visible: visibleExchanges, orderings, parent });

export const exchangePages = (scope: RequestScope) => pagesOf(scope, 'exchanges');

/** By the contact of a user: the exchanges in which both the user and the viewer take part. */
export const exchangesOfUserPages = (scope: RequestScope) =>
  pagesOf(
    scope,
    'User.exchanges',
    'EXISTS (SELECT 1 FROM exchange_participants p WHERE p.exchange_id = node.id AND p.contact_id = parent.id AND p.is_active)',
  );

export const exchangesOfPropertyPages = (scope: RequestScope) =>
  pagesOf(
    scope,
    'Property.exchanges',
    'EXISTS (SELECT 1 FROM exchange_properties p WHERE p.exchange_id = node.id AND p.property_id = parent.id)',
  );

export const exchangesAsClientPages = (scope: RequestScope) => pagesOf(scope, 'Contact.exchangesAsClient', 'node.client_id = parent.id');

export const exchangesAsCoordinatorPages = (scope: RequestScope) =>
  pagesOf(scope, 'Contact.exchangesAsCoordinator', 'node.coordinator_id = parent.id');

/**
 * The exchanges that the viewer may see and that are not archived, for statements that count over them.
 * @param columns properties, by the name that the statement has for each
 */
export function exchangesInHand(
  { db, viewer }: RequestScope,
  columns: Readonly<Record<string, keyof Exchange & string>>,
): SelectQueryBuilder<Exchange> {
  const query = db.createQueryBuilder(Exchange, 'exchange').select([]);
  for (const [name, property] of Object.entries(columns)) query.addSelect(`exchange.${property}`, name);
  const scopes: ObjectLiteral[] = alternativesOf(visibleExchanges(viewer));
  if (scopes.every((scope) => Object.keys(scope).length > 0)) query.andWhere(new Brackets((either) => either.where(scopes)));
  return query.andWhere('exchange.archivedAt IS NULL');
}
