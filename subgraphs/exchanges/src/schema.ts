import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveExchangeParticipant } from './exchange-participant/exchange-participant.reference';
import { ExchangeParticipantResolver } from './exchange-participant/exchange-participant.resolver';
import { resolveExchangeProperty } from './exchange-property/exchange-property.reference';
import { ExchangePropertyResolver } from './exchange-property/exchange-property.resolver';
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
import { resolveParkingArrangement } from './parking-arrangement/parking-arrangement.reference';
import { ParkingArrangementResolver, ParkingExchangeResolver } from './parking-arrangement/parking-arrangement.resolver';
import { PropertyResolver } from './property/property.resolver';
import { resolvePropertyValuation } from './property-valuation/property-valuation.reference';
import { PropertyValuationResolver, ValuedPropertyResolver } from './property-valuation/property-valuation.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
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
  ],
  orphanedTypes: [User],
  references: {
    Exchange: resolveExchange,
    ExchangeParticipant: resolveExchangeParticipant,
    ExchangeProperty: resolveExchangeProperty,
    PropertyValuation: resolvePropertyValuation,
    IdentificationNotice: resolveIdentificationNotice,
    ParkingArrangement: resolveParkingArrangement,
  },
  resources: {
    Exchange: 'exchange',
    ExchangeParticipant: 'exchange',
    ExchangeProperty: 'exchange',
    PropertyValuation: 'exchange',
    IdentificationNotice: 'exchange',
    IdentificationItem: 'exchange',
    IdentificationVerdict: 'exchange',
    IdentificationRule: 'exchange',
    IdentificationAmount: 'exchange',
    ParkingArrangement: 'exchange',
    ParkingCheck: 'exchange',
  },
};
