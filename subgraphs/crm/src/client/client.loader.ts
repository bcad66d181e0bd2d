import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Client } from './client.entity';
import type { ClientOrder } from './client.input';
import { visibleClients } from './client.policy';

const orderings: Orderings<Client, ClientOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  NAME_ASC: { by: 'name', direction: 'ASC' },
  LEAD_SCORE_DESC: { by: 'leadScore', direction: 'DESC', nullable: true },
};

export const clientLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Client, visibleClients, ids));

export const clientOfContactLoader = (scope: RequestScope) =>
  loaderByKey<Client>('contactId', (ids) => visibleRows(scope, Client, visibleClients, ids, 'contactId'));

export const clientPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'clients', entity: Client, visible: visibleClients, orderings });
