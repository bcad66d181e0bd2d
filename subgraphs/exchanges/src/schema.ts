import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveExchangeMessage } from './exchange-message/exchange-message.reference';
import { ExchangeMessageResolver } from './exchange-message/exchange-message.resolver';
import {
  ExchangeAtRiskResolver,
  ExchangeCoordinatorLoadResolver,
  ExchangeDeadlineAheadResolver,
  ExchangeOverviewResolver,
} from './exchange-overview/exchange-overview.resolver';
import { resolveExchangeParticipant } from './exchange-participant/exchange-participant.reference';
import { ExchangeParticipantResolver } from './exchange-participant/exchange-participant.resolver';
import { resolveExchangeProperty } from './exchange-property/exchange-property.reference';
import { ExchangePropertyResolver } from './exchange-property/exchange-property.resolver';
import { resolveExchangeTask } from './exchange-task/exchange-task.reference';
import { ExchangeTaskResolver } from './exchange-task/exchange-task.resolver';
import { TasksOfExchangeResolver } from './exchange-task/tasks-of-exchange.resolver';
import { ParticipantEventResolver, ParticipantHistoryResolver } from './participant-event/participant-event.resolver';
import { PropertyResolver } from './property/property.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
    ParticipantEventResolver,
    ParticipantHistoryResolver,
    ExchangeTaskResolver,
    TasksOfExchangeResolver,
    ExchangeOverviewResolver,
    ExchangeDeadlineAheadResolver,
    ExchangeAtRiskResolver,
    ExchangeCoordinatorLoadResolver,
    ExchangeMessageResolver,
    UserResolver,
    ContactResolver,
    PropertyResolver,
  ],
  orphanedTypes: [User],
  references: {
    Exchange: resolveExchange,
    ExchangeParticipant: resolveExchangeParticipant,
    ExchangeProperty: resolveExchangeProperty,
    ExchangeTask: resolveExchangeTask,
    ExchangeMessage: resolveExchangeMessage,
  },
  resources: {
    Exchange: 'exchange',
    ExchangeParticipant: 'exchange',
    ExchangeProperty: 'exchange',
    ParticipantEvent: 'exchange',
    ExchangeTask: 'exchange',
    ExchangeOverview: 'exchange',
    ExchangeStageCount: 'exchange',
    ExchangeDeadlineAhead: 'exchange',
    ExchangeAtRisk: 'exchange',
    OverdueExchangeTasks: 'exchange',
    ExchangeCoordinatorLoad: 'exchange',
    ExchangeMessage: 'exchange',
  },
};
