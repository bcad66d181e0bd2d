import type { SecretCipher } from '@plat/shared/crypto/secret-cipher';
import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Deletions } from '@plat/shared/references/deletion';
import { deadlineHistoryPages } from './deadline-event/deadline-event.loader';
import { deadlineOverrideLoader } from './deadline-override/deadline-override.loader';
import { DeadlineOverrideService } from './deadline-override/deadline-override.service';
import { ExchangeCourse } from './exchange/exchange.course';
import {
  exchangeLoader,
  exchangePages,
  exchangesAsClientPages,
  exchangesAsCoordinatorPages,
  exchangesOfPropertyPages,
  exchangesOfUserPages,
} from './exchange/exchange.loader';
import { ExchangeProgress } from './exchange/exchange.progress';
import { ExchangeRights } from './exchange/exchange.rights';
import { ExchangeService } from './exchange/exchange.service';
import { ExchangeStageService } from './exchange/exchange.stage.service';
import { ExchangeWatch } from './exchange/exchange.watch';
import { deadlinesOfExchangeLoader } from './exchange-deadline/exchange-deadline.loader';
import { ExchangeDeadlineService } from './exchange-deadline/exchange-deadline.service';
import { exchangeMessageLoader, messagesOfExchangePages } from './exchange-message/exchange-message.loader';
import { ExchangeMessageService } from './exchange-message/exchange-message.service';
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
import { stageHistoryPages } from './exchange-stage-event/exchange-stage-event.loader';
import { exchangeTaskLoader, exchangeTaskPages, tasksOfContactPages, tasksOfExchangePages } from './exchange-task/exchange-task.loader';
import { ExchangeTaskService } from './exchange-task/exchange-task.service';
import { fundsLoaders, fundsPages, fundsServices } from './funds/funds.services';
import { identificationLoader, verdictsOfExchangeLoader } from './identification/identification.loader';
import { VerdictRecorder } from './identification/identification-verdict.recorder';
import {
  identificationNoticeLoader,
  itemsOfNoticeLoader,
  judgementsOfNoticeLoader,
  noticesOfExchangePages,
} from './identification-notice/identification-notice.loader';
import { IdentificationNoticeService } from './identification-notice/identification-notice.service';
import { messageReceiptLoader, receiptsOfMessageLoader } from './message-receipt/message-receipt.loader';
import { messageRevisionsLoader } from './message-revision/message-revision.loader';
import { parkingArrangementLoader, parkingLoader, parkingOfExchangePages } from './parking-arrangement/parking-arrangement.loader';
import { ParkingArrangementService } from './parking-arrangement/parking-arrangement.service';
import { participantHistoryPages } from './participant-event/participant-event.loader';
import { propertyValuationLoader, valuationsOfPropertyPages } from './property-valuation/property-valuation.loader';
import { PropertyValuationService } from './property-valuation/property-valuation.service';
import { readStateLoader } from './read-marker/read-marker.loader';
import { ReadMarkerService } from './read-marker/read-marker.service';

/** What the time is. */
export type Clock = () => Date;

/** What a test may put in the place of exchanges' own. */
export interface ExchangesParts {
  readonly clock: Clock;
  /** Seals taxpayers' numbers. */
  readonly cipher: SecretCipher;
}

/** All that a resolver of exchanges may touch, built once for each query and each root field of a mutation. */
export const createContext =
  ({ clock, cipher }: ExchangesParts) =>
  (scope: RequestScope) => {
    const events = new Events(scope);
    const exchange = exchangeLoader(scope);
    const loaders = {
      exchange,
      exchangeParticipant: exchangeParticipantLoader(scope),
      exchangeProperty: exchangePropertyLoader(scope),
      exchangeTask: exchangeTaskLoader(scope),
      exchangeMessage: exchangeMessageLoader(scope),
      messageReceipt: messageReceiptLoader(scope),
      receiptsOfMessage: receiptsOfMessageLoader(scope),
      messageRevisions: messageRevisionsLoader(scope),
      readState: readStateLoader(scope),
      ownParticipations: ownParticipationsLoader(scope),
      deadlinesOfExchange: deadlinesOfExchangeLoader(scope),
      deadlineOverride: deadlineOverrideLoader(scope),
      propertyValuation: propertyValuationLoader(scope),
      identificationNotice: identificationNoticeLoader(scope),
      itemsOfNotice: itemsOfNoticeLoader(scope),
      judgementsOfNotice: judgementsOfNoticeLoader(scope),
      identification: identificationLoader(scope, exchange, clock),
      verdictsOfExchange: verdictsOfExchangeLoader(scope),
      parkingArrangement: parkingArrangementLoader(scope),
      parking: parkingLoader(scope, exchange, clock),
      ...fundsLoaders(scope),
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
      messagesOfExchange: messagesOfExchangePages(scope),
      exchangePropertiesOfProperty: exchangePropertiesOfPropertyPages(scope),
      exchangeTasks: exchangeTaskPages(scope, now),
      tasksOfExchange: tasksOfExchangePages(scope, now),
      tasksOfContact: tasksOfContactPages(scope, now),
      deadlineHistory: deadlineHistoryPages(scope),
      stageHistory: stageHistoryPages(scope),
      valuationsOfProperty: valuationsOfPropertyPages(scope),
      noticesOfExchange: noticesOfExchangePages(scope),
      parkingOfExchange: parkingOfExchangePages(scope),
      ...fundsPages(scope),
    };
    const rights = new ExchangeRights(scope, loaders.exchange, loaders.ownParticipations);
    const exchangeParticipants = new ExchangeParticipantService(scope, events, loaders.exchangeParticipant, rights);
    const taskReads = { tasks: loaders.exchangeTask, exchanges: loaders.exchange, own: loaders.ownParticipations };
    const course = new ExchangeCourse({ db: scope.db, events, clock });
    const progress = new ExchangeProgress(scope, loaders.exchange, course);
    const verdicts = new VerdictRecorder(scope, events, clock);
    const deletions = new Deletions(scope);
    return {
      scope,
      loaders,
      pages,
      exchangeParticipants,
      exchangeWatch: new ExchangeWatch(scope, loaders.exchange),
      exchangeMessages: new ExchangeMessageService(scope, events, loaders, clock),
      readMarkers: new ReadMarkerService(scope, events, loaders.exchange, loaders.readState),
      exchangeOverview: new ExchangeOverviewService(scope, now),
      exchangeTasks: new ExchangeTaskService(scope, events, taskReads, rights, deletions, clock),
      exchanges: new ExchangeService(scope, events, loaders.exchange, rights, exchangeParticipants, deletions, progress, clock),
      exchangeStages: new ExchangeStageService(scope, events, rights, progress, clock),
      exchangeDeadlines: new ExchangeDeadlineService(loaders.exchange, loaders.deadlineOverride, clock),
      deadlineOverrides: new DeadlineOverrideService(scope, events, loaders.exchange, rights, progress, course, clock),
      exchangeProperties: new ExchangePropertyService(
        scope,
        events,
        loaders.exchange,
        loaders.exchangeProperty,
        rights,
        progress,
        verdicts,
        clock,
      ),
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
        progress,
        verdicts,
        clock,
      ),
      ...fundsServices({ scope, events, rights, loaders, tools: { cipher, now: clock } }),
    };
  };

export type ExchangesContext = ReturnType<ReturnType<typeof createContext>>;
