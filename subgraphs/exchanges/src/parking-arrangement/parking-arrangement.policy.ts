import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { ParkingArrangement } from './parking-arrangement.entity';

/** The parking arrangements that this viewer may know exist: those of its exchanges. */
export const visibleParkingArrangements = (viewer: Viewer): Scope<ParkingArrangement> => ofOwnExchanges(viewer, 'exchangeId');
