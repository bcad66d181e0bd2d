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
import { ExchangeWatch } from './exchange/exchange.watch';
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

/** All that a resolver of exchanges may touch, built once for each query and each root field of a mutation. */
export const createContext = (scope: RequestScope) => {
  const events = new Events(scope);
  const loaders = {
    exchange: exchangeLoader(scope),
    exchangeParticipant: exchangeParticipantLoader(scope),
    exchangeProperty: exchangePropertyLoader(scope),
    ownParticipations: ownParticipationsLoader(scope),
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
  };
  const rights = new ExchangeRights(scope, loaders.exchange, loaders.ownParticipations);
  const exchangeParticipants = new ExchangeParticipantService(scope, events, loaders.exchangeParticipant, rights);
  return {
    scope,
    loaders,
    pages,
    exchangeParticipants,
    exchangeWatch: new ExchangeWatch(scope, loaders.exchange),
    exchanges: new ExchangeService(scope, events, loaders.exchange, rights, exchangeParticipants, new Deletions(scope)),
    exchangeProperties: new ExchangePropertyService(scope, events, loaders.exchangeProperty, rights),
  };
};

export type ExchangesContext = ReturnType<typeof createContext>;
