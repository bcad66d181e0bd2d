import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { ofOwnExchanges } from '../exchange/exchange.scope';
import type { ExchangeProperty } from './exchange-property.entity';

/** The properties of exchanges that this viewer may know exist: those of its exchanges, whoever owns them. */
export const visibleExchangeProperties = (viewer: Viewer): Scope<ExchangeProperty> => ofOwnExchanges(viewer, 'exchangeId');
