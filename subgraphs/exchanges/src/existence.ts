import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Exchange } from './exchange/exchange.entity';
import { visibleExchanges } from './exchange/exchange.policy';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { visibleExchangeParticipants } from './exchange-participant/exchange-participant.policy';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from './exchange-property/exchange-property.policy';

/** What other services may refer to, or ask about: the exchanges that the viewer sees, their participants and properties. */
export const existence: Existence = {
  Exchange: visibleIds(Exchange, visibleExchanges),
  ExchangeParticipant: visibleIds(ExchangeParticipant, visibleExchangeParticipants),
  ExchangeProperty: visibleIds(ExchangeProperty, visibleExchangeProperties),
};
