import { alternativesOf, isNull, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { DeadlineOverride } from './deadline-override.entity';
import { visibleDeadlineOverrides } from './deadline-override.policy';

/** What overrides the deadlines of an exchange now, by the exchange's id; null for whom that is not. */
export const deadlineOverrideLoader = (scope: RequestScope) =>
  loaderByKey<DeadlineOverride>('exchangeId', (ids) => visibleRows(scope, DeadlineOverride, inForce, ids, 'exchangeId'));

const inForce = (viewer: Viewer): Scope<DeadlineOverride> =>
  alternativesOf(visibleDeadlineOverrides(viewer)).map((one) => ({ ...one, liftedAt: isNull<Date>() }));
