import { type Scope, within } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { visibleDeals } from '../deal/deal.policy';
import type { DealEvent } from './deal-event.entity';

/** History is read with its deal, by nobody else: it has no rule of its own. */
export const eventsOfVisibleDeals = (viewer: Viewer): Scope<DealEvent> => ({ dealId: within('deals', visibleDeals(viewer)) });
