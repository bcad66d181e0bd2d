import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { ExchangeMessage } from './exchange-message.entity';

/** The messages that this viewer may know exist: those of its exchanges, deleted ones included. */
export const visibleExchangeMessages = (viewer: Viewer): Scope<ExchangeMessage> => ofOwnExchanges(viewer, 'exchangeId');
