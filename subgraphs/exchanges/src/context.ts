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
import { exchangeMessageLoader } from './exchange-message/exchange-message.loader';
import { ExchangeOverviewService } from './exchange-overview/exchange-overview.service';
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
import { exchangeTaskLoader, exchangeTaskPages, tasksOfContactPages, tasksOfExchangePages } from './exchange-task/exchange-task.loader';
import { ExchangeTaskService } from './exchange-task/exchange-task.service';
import { participantHistoryPages } from './participant-event/participant-event.loader';

/** All that a resolver of exchanges may touch, built once for each query and each root field of a mutation. */
export const createContext = (clock: () => Date) => (scope: RequestScope) => {
  const events = new Events(scope);
  const loaders = {
    exchange: exchangeLoader(scope),
    exchangeParticipant: exchangeParticipantLoader(scope),
    exchangeProperty: exchangePropertyLoader(scope),
    exchangeTask: exchangeTaskLoader(scope),
    exchangeMessage: exchangeMessageLoader(scope),
    ownParticipations: ownParticipationsLoader(scope),
  };
  const now = clock();
  const pages = {
    exchanges: exchangePages(scope),
    exchangesOfUser: exchangesOfUserPages(scope),
    exchangesOfProperty: exchangesOfPropertyPages(scope),
    exchangesAsClient: exchangesAsClientPages(scope),
    exchangesAsCoordinator: exchangesAsCoordinatorPages(scope),
    exchangeParticipants: exchangeParticipantPages(scope),
    participantsOfExchange: participantsOfExchangePages(scope),
    participationsOfContact: participationsOfContactPages(scope),
    participantHistory: participantHistoryPages(scope),
    exchangeProperties: exchangePropertyPages(scope),
    propertiesOfExchange: propertiesOfExchangePages(scope),
    exchangePropertiesOfProperty: exchangePropertiesOfPropertyPages(scope),
    exchangeTasks: exchangeTaskPages(scope, now),
    tasksOfExchange: tasksOfExchangePages(scope, now),
    tasksOfContact: tasksOfContactPages(scope, now),
  };
  const rights = new ExchangeRights(scope, loaders.exchange, loaders.ownParticipations);
  const exchangeParticipants = new ExchangeParticipantService(scope, events, loaders.exchangeParticipant, rights);
  const taskReads = { tasks: loaders.exchangeTask, exchanges: loaders.exchange, own: loaders.ownParticipations };
  return {
    scope,
    loaders,
    pages,
    exchangeParticipants,
    exchanges: new ExchangeService(scope, events, loaders.exchange, rights, exchangeParticipants, new Deletions(scope)),
    exchangeProperties: new ExchangePropertyService(scope, events, loaders.exchangeProperty, rights),
    exchangeOverview: new ExchangeOverviewService(scope, now),
    exchangeTasks: new ExchangeTaskService(scope, events, taskReads, rights, new Deletions(scope), clock),
  };
};

export type ExchangesContext = ReturnType<ReturnType<typeof createContext>>;
