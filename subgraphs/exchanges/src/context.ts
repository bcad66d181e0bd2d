import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Deletions } from '@plat/shared/references/deletion';
import {
  exchangeLoader,
  exchangePages,
  exchangesAsClientPages,
  exchangesAsCoordinatorPages,
  exchangesOfPropertyPages,
  exchangesOfUserPages,
} from './exchange/exchange.loader';
import { ExchangeRights } from './exchange/exchange.rights';
import { ExchangeService } from './exchange/exchange.service';
import {
  exchangeParticipantLoader,
  exchangeParticipantPages,
  ownParticipationsLoader,
  participantsOfExchangePages,
  participationsOfContactPages,
} from './exchange-participant/exchange-participant.loader';
import { ExchangeParticipantService } from './exchange-participant/exchange-participant.service';
import {
  exchangePropertiesOfPropertyPages,
  exchangePropertyLoader,
  exchangePropertyPages,
  propertiesOfExchangePages,
} from './exchange-property/exchange-property.loader';
import { ExchangePropertyService } from './exchange-property/exchange-property.service';
import { identificationLoader, verdictsOfExchangeLoader } from './identification/identification.loader';
import { VerdictRecorder } from './identification/identification-verdict.recorder';
import {
  identificationNoticeLoader,
  itemsOfNoticeLoader,
  noticesOfExchangePages,
} from './identification-notice/identification-notice.loader';
import { IdentificationNoticeService } from './identification-notice/identification-notice.service';
import { parkingArrangementLoader, parkingLoader, parkingOfExchangePages } from './parking-arrangement/parking-arrangement.loader';
import { ParkingArrangementService } from './parking-arrangement/parking-arrangement.service';
import { propertyValuationLoader, valuationsOfPropertyPages } from './property-valuation/property-valuation.loader';
import { PropertyValuationService } from './property-valuation/property-valuation.service';

/** What the time is; tests have another one. */
export type Clock = () => Date;

/** All that a resolver of exchanges may touch, built once for each query and each root field of a mutation. */
export const createContext = (scope: RequestScope, now: Clock = () => new Date()) => {
  const events = new Events(scope);
  const exchange = exchangeLoader(scope);
  const loaders = {
    exchange,
    exchangeParticipant: exchangeParticipantLoader(scope),
    exchangeProperty: exchangePropertyLoader(scope),
    ownParticipations: ownParticipationsLoader(scope),
    propertyValuation: propertyValuationLoader(scope),
    identificationNotice: identificationNoticeLoader(scope),
    itemsOfNotice: itemsOfNoticeLoader(scope),
    identification: identificationLoader(scope, exchange, now),
    verdictsOfExchange: verdictsOfExchangeLoader(scope),
    parkingArrangement: parkingArrangementLoader(scope),
    parking: parkingLoader(scope, exchange, now),
  };
  const pages = {
    exchanges: exchangePages(scope),
    exchangesOfUser: exchangesOfUserPages(scope),
    exchangesOfProperty: exchangesOfPropertyPages(scope),
    exchangesAsClient: exchangesAsClientPages(scope),
    exchangesAsCoordinator: exchangesAsCoordinatorPages(scope),
    exchangeParticipants: exchangeParticipantPages(scope),
    participantsOfExchange: participantsOfExchangePages(scope),
    participationsOfContact: participationsOfContactPages(scope),
    exchangeProperties: exchangePropertyPages(scope),
    propertiesOfExchange: propertiesOfExchangePages(scope),
    exchangePropertiesOfProperty: exchangePropertiesOfPropertyPages(scope),
    valuationsOfProperty: valuationsOfPropertyPages(scope),
    noticesOfExchange: noticesOfExchangePages(scope),
    parkingOfExchange: parkingOfExchangePages(scope),
  };
  const rights = new ExchangeRights(scope, loaders.exchange, loaders.ownParticipations);
  const exchangeParticipants = new ExchangeParticipantService(scope, events, loaders.exchangeParticipant, rights);
  const verdicts = new VerdictRecorder(scope, events, now);
  const deletions = new Deletions(scope);
  return {
    scope,
    loaders,
    pages,
    exchangeParticipants,
    exchanges: new ExchangeService(scope, events, loaders.exchange, rights, exchangeParticipants, deletions),
    exchangeProperties: new ExchangePropertyService(scope, events, loaders.exchange, loaders.exchangeProperty, rights, verdicts, now),
    parkingArrangements: new ParkingArrangementService(scope, events, loaders.parkingArrangement, rights),
    propertyValuations: new PropertyValuationService(
      scope,
      events,
      loaders.propertyValuation,
      loaders.exchangeProperty,
      rights,
      deletions,
      verdicts,
    ),
    identificationNotices: new IdentificationNoticeService(
      scope,
      events,
      loaders.exchange,
      loaders.identificationNotice,
      rights,
      verdicts,
      now,
    ),
  };
};

export type ExchangesContext = ReturnType<typeof createContext>;
