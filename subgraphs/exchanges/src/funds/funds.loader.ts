import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import type { EntityTarget } from 'typeorm';
import { visibleFunds } from './funds.policy';
import type { OfExchange } from './funds.scope';

/** The rows of money and taxes that the viewer may know to exist, for lists and edits. */
export const fundScope = <T extends OfExchange>(viewer: Viewer): Scope<T> => visibleFunds<T>(viewer);

/** Those of them whose column has one of these values, by one statement. */
export const fundRows = <T extends OfExchange>(
  scope: RequestScope,
  entity: EntityTarget<T>,
  values: readonly string[],
  column?: keyof T & string,
): Promise<T[]> => visibleRows<T>(scope, entity, visibleFunds, values, column);
