import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Exchange } from './exchange/exchange.entity';
import { visibleExchanges } from './exchange/exchange.policy';
import { ExchangeMessage } from './exchange-message/exchange-message.entity';
import { visibleExchangeMessages } from './exchange-message/exchange-message.policy';
import { ExchangeParticipant } from './exchange-participant/exchange-participant.entity';
import { visibleExchangeParticipants } from './exchange-participant/exchange-participant.policy';
import { ExchangeProperty } from './exchange-property/exchange-property.entity';
import { visibleExchangeProperties } from './exchange-property/exchange-property.policy';
import { ExchangeTask } from './exchange-task/exchange-task.entity';
import { visibleExchangeTasks } from './exchange-task/exchange-task.policy';
import { IdentificationNotice } from './identification-notice/identification-notice.entity';
import { visibleIdentificationNotices } from './identification-notice/identification-notice.policy';
import { ParkingArrangement } from './parking-arrangement/parking-arrangement.entity';
import { visibleParkingArrangements } from './parking-arrangement/parking-arrangement.policy';
import { PropertyValuation } from './property-valuation/property-valuation.entity';
import { visiblePropertyValuations } from './property-valuation/property-valuation.policy';

/** What other services may refer to, or ask about: the exchanges that the viewer sees, and what in them partners' tokens read. */
export const existence: Existence = {
  Exchange: visibleIds(Exchange, visibleExchanges),
  ExchangeMessage: visibleIds(ExchangeMessage, visibleExchangeMessages),
  ExchangeParticipant: visibleIds(ExchangeParticipant, visibleExchangeParticipants),
  ExchangeProperty: visibleIds(ExchangeProperty, visibleExchangeProperties),
  ExchangeTask: visibleIds(ExchangeTask, visibleExchangeTasks),
  IdentificationNotice: visibleIds(IdentificationNotice, visibleIdentificationNotices),
  ParkingArrangement: visibleIds(ParkingArrangement, visibleParkingArrangements),
  PropertyValuation: visibleIds(PropertyValuation, visiblePropertyValuations),
};
