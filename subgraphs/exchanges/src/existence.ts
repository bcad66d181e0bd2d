import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Exchange } from './exchange/exchange.entity';
import { visibleExchanges } from './exchange/exchange.policy';

/** What other services may refer to: the exchanges that the viewer sees. */
export const existence: Existence = { Exchange: visibleIds(Exchange, visibleExchanges) };
