import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Property } from './property.entity';
import type { PropertyOrder } from './property.input';
import { visibleProperties } from './property.policy';

const orderings: Orderings<Property, PropertyOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  TITLE_ASC: { by: 'title', direction: 'ASC', nullable: true },
  LISTING_PRICE_ASC: { by: 'listingPrice', direction: 'ASC', nullable: true },
  LISTING_PRICE_DESC: { by: 'listingPrice', direction: 'DESC', nullable: true },
};

export const propertyLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Property, visibleProperties, ids));

export const propertyPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'properties', entity: Property, visible: visibleProperties, orderings });

export const propertiesOfUserPages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'User.properties',
    entity: Property,
    visible: visibleProperties,
    orderings,
    parent: 'node.user_id = parent.id',
  });
