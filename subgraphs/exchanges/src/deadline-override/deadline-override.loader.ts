import { alternativesOf, isNull } from '@plat/shared/access/scope';
import { loaderByKey } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { DeadlineOverride } from './deadline-override.entity';
import { visibleDeadlineOverrides } from './deadline-override.policy';

/** What overrides the deadlines of an exchange now, by the exchange's id; null for whom that is not. */
export const deadlineOverrideLoader = ({ db, viewer }: RequestScope) =>
  loaderByKey<DeadlineOverride>('exchangeId', (ids) => {
    const inForce = alternativesOf(visibleDeadlineOverrides(viewer)).map((one) => ({ ...one, liftedAt: isNull<Date>() }));
    return visibleRows(db, DeadlineOverride, inForce, ids, 'exchangeId');
  });
