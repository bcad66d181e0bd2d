import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { DeadlineEventResolver } from './deadline-event/deadline-event.resolver';
import { DeadlineOverrideResolver } from './deadline-override/deadline-override.resolver';
import { DisqualificationAttestationResolver } from './disqualification-attestation/disqualification-attestation.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { ExchangeLiveResolver } from './exchange/exchange-live.resolver';
import { DeadlinesOfExchangeResolver, ExchangeDeadlineResolver } from './exchange-deadline/exchange-deadline.resolver';
import { resolveExchangeMessage } from './exchange-message/exchange-message.reference';
import { ExchangeMessageResolver } from './exchange-message/exchange-message.resolver';
import { ExchangeMessageLiveResolver } from './exchange-message/exchange-message-live.resolver';
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
import { ExchangeStageEventResolver, StagesOfExchangeResolver } from './exchange-stage-event/exchange-stage-event.resolver';
import { resolveExchangeTask } from './exchange-task/exchange-task.reference';
import { ExchangeTaskResolver } from './exchange-task/exchange-task.resolver';
import { ExchangeTaskLiveResolver } from './exchange-task/exchange-task-live.resolver';
import { TasksOfExchangeResolver } from './exchange-task/tasks-of-exchange.resolver';
import { FundAccountResolver } from './fund-account/fund-account.resolver';
import { FundEntryResolver } from './fund-entry/fund-entry.resolver';
import { FundReconciliationResolver } from './fund-reconciliation/fund-reconciliation.resolver';
import { FundAuthorisationResolver, FundReleaseResolver } from './fund-release/fund-release.resolver';
import { ExchangeFundsResolver } from './funds/exchange-funds.resolver';
import { GainWorksheetResolver } from './gain-worksheet/gain-worksheet.resolver';
import {
  IdentificationAmountResolver,
  IdentificationVerdictResolver,
  IdentifyingExchangeResolver,
} from './identification/identification.resolver';
import { resolveIdentificationNotice } from './identification-notice/identification-notice.reference';
import {
  IdentificationItemResolver,
  IdentificationNoticeResolver,
  NoticedExchangeResolver,
} from './identification-notice/identification-notice.resolver';
import { resolveMessageReceipt } from './message-receipt/message-receipt.reference';
import { MessageReceiptResolver } from './message-receipt/message-receipt.resolver';
import { resolveParkingArrangement } from './parking-arrangement/parking-arrangement.reference';
import { ParkingArrangementResolver, ParkingExchangeResolver } from './parking-arrangement/parking-arrangement.resolver';
import { ParticipantEventResolver, ParticipantHistoryResolver } from './participant-event/participant-event.resolver';
import { PropertyResolver } from './property/property.resolver';
import { resolvePropertyValuation } from './property-valuation/property-valuation.reference';
import { PropertyValuationResolver, ValuedPropertyResolver } from './property-valuation/property-valuation.resolver';
import { ExchangeMessagesResolver } from './read-marker/read-marker.resolver';
import { RelatedPartyResolver } from './related-party/related-party.resolver';
import { TaxpayerIdentityResolver } from './taxpayer-identity/taxpayer-identity.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeLiveResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
    ParticipantEventResolver,
    ParticipantHistoryResolver,
    ExchangeTaskResolver,
    ExchangeTaskLiveResolver,
    TasksOfExchangeResolver,
    ExchangeOverviewResolver,
    ExchangeDeadlineAheadResolver,
    ExchangeAtRiskResolver,
    ExchangeCoordinatorLoadResolver,
    ExchangeMessageResolver,
    ExchangeMessageLiveResolver,
    ExchangeMessagesResolver,
    MessageReceiptResolver,
    ExchangeDeadlineResolver,
    DeadlinesOfExchangeResolver,
    DeadlineEventResolver,
    DeadlineOverrideResolver,
    ExchangeStageEventResolver,
    StagesOfExchangeResolver,
    UserResolver,
    ContactResolver,
    PropertyResolver,
    PropertyValuationResolver,
    ValuedPropertyResolver,
    IdentificationNoticeResolver,
    IdentificationItemResolver,
    NoticedExchangeResolver,
    IdentificationVerdictResolver,
    IdentificationAmountResolver,
    IdentifyingExchangeResolver,
    ParkingArrangementResolver,
    ParkingExchangeResolver,
    ExchangeFundsResolver,
    FundAccountResolver,
    FundEntryResolver,
    FundReconciliationResolver,
    FundReleaseResolver,
    FundAuthorisationResolver,
    GainWorksheetResolver,
    RelatedPartyResolver,
    DisqualificationAttestationResolver,
    TaxpayerIdentityResolver,
  ],
  orphanedTypes: [User],
  references: {
    Exchange: resolveExchange,
    ExchangeParticipant: resolveExchangeParticipant,
    ExchangeProperty: resolveExchangeProperty,
    ExchangeTask: resolveExchangeTask,
    ExchangeMessage: resolveExchangeMessage,
    MessageReceipt: resolveMessageReceipt,
    PropertyValuation: resolvePropertyValuation,
    IdentificationNotice: resolveIdentificationNotice,
    ParkingArrangement: resolveParkingArrangement,
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
    MessageReceipt: 'exchange',
    MessageRevision: 'exchange',
    ExchangeDeadline: 'exchange',
    DeadlineWarning: 'exchange',
    DeadlineEvent: 'exchange',
    DeadlineOverride: 'exchange',
    DeadlineOverrideBound: 'exchange',
    ExchangeStageEvent: 'exchange',
    PropertyValuation: 'exchange',
    IdentificationNotice: 'exchange',
    IdentificationItem: 'exchange',
    NoticeJudgement: 'exchange',
    IdentificationVerdict: 'exchange',
    IdentificationRule: 'exchange',
    IdentificationAmount: 'exchange',
    ParkingArrangement: 'exchange',
    ParkingCheck: 'exchange',
  },
};
