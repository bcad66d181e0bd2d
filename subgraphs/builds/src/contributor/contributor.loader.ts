import { loaderById, loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Contributor } from './contributor.entity';
import type { ContributorOrder } from './contributor.input';
import { visibleContributors } from './contributor.policy';

const orderings: Orderings<Contributor, ContributorOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
};

export const contributorLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Contributor, visibleContributors, ids));

export const contributorOfUserLoader = (scope: RequestScope) =>
  loaderByKey<Contributor>('userId', (ids) => visibleRows(scope, Contributor, visibleContributors, ids, 'userId'));

export const contributorOfContactLoader = (scope: RequestScope) =>
  loaderByKey<Contributor>('contactId', (ids) => visibleRows(scope, Contributor, visibleContributors, ids, 'contactId'));

export const contributorPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'contributors', entity: Contributor, visible: visibleContributors, orderings });
