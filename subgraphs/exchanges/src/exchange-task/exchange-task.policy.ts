import { effectiveRights, type Participation } from '@plat/shared/access/role-matrix';
import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { ExchangeTask } from './exchange-task.entity';

/** The tasks that this viewer may know exist: those of its exchanges, whoever has to do them. */
export const visibleExchangeTasks = (viewer: Viewer): Scope<ExchangeTask> => ofOwnExchanges(viewer, 'exchangeId');

/**
 * Being assigned a task is no right: third parties only ever look, and so does whoever's part was narrowed to that.
 * @param own the viewer's own participations in the exchange
 * @throws PlatError FORBIDDEN unless the viewer is an administrator, or takes part in it with MANAGE
 */
export const assertMayWriteTasks = (viewer: Viewer, own: readonly Participation[]): void => {
  if (!viewer.isAdmin && !effectiveRights(own).includes('MANAGE'))
    throw forbidden('Only administrators, and participants with MANAGE, write the tasks of this exchange.');
};
