import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { ExchangeLiveResolver } from './exchange/exchange-live.resolver';
import { resolveExchangeParticipant } from './exchange-participant/exchange-participant.reference';
import { ExchangeParticipantResolver } from './exchange-participant/exchange-participant.resolver';
import { resolveExchangeProperty } from './exchange-property/exchange-property.reference';
import { ExchangePropertyResolver } from './exchange-property/exchange-property.resolver';
import { PropertyResolver } from './property/property.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeLiveResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
    UserResolver,
    ContactResolver,
    PropertyResolver,
  ],
  orphanedTypes: [User],
  references: { Exchange: resolveExchange, ExchangeParticipant: resolveExchangeParticipant, ExchangeProperty: resolveExchangeProperty },
  resources: { Exchange: 'exchange', ExchangeParticipant: 'exchange', ExchangeProperty: 'exchange' },
};
