import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { IdentificationVerdict } from './identification-verdict.entity';

/** The verdicts that this viewer may know: of its exchanges, whose properties and values they are reached from. */
export const visibleIdentificationVerdicts = (viewer: Viewer): Scope<IdentificationVerdict> => ofOwnExchanges(viewer, 'exchangeId');
