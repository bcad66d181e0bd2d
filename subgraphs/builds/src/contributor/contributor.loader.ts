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

export const contributorLoader = ({ db, viewer }: RequestScope) =>
  loaderById((ids) => visibleRows(db, Contributor, visibleContributors(viewer), ids));

export const contributorOfUserLoader = ({ db, viewer }: RequestScope) =>
  loaderByKey<Contributor>('userId', (ids) => visibleRows(db, Contributor, visibleContributors(viewer), ids, 'userId'));

export const contributorOfContactLoader = ({ db, viewer }: RequestScope) =>
  loaderByKey<Contributor>('contactId', (ids) => visibleRows(db, Contributor, visibleContributors(viewer), ids, 'contactId'));

export const contributorPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'contributors', entity: Contributor, visible: visibleContributors, orderings });
