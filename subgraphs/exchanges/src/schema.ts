import type { SchemaParts } from '@plat/shared/graphql/federated-schema';
import { ContactResolver } from './contact/contact.resolver';
import { resolveExchange } from './exchange/exchange.reference';
import { ExchangeResolver } from './exchange/exchange.resolver';
import { resolveExchangeMessage } from './exchange-message/exchange-message.reference';
import { ExchangeMessageResolver } from './exchange-message/exchange-message.resolver';
import { resolveExchangeParticipant } from './exchange-participant/exchange-participant.reference';
import { ExchangeParticipantResolver } from './exchange-participant/exchange-participant.resolver';
import { resolveExchangeProperty } from './exchange-property/exchange-property.reference';
import { ExchangePropertyResolver } from './exchange-property/exchange-property.resolver';
import { resolveMessageReceipt } from './message-receipt/message-receipt.reference';
import { MessageReceiptResolver } from './message-receipt/message-receipt.resolver';
import { PropertyResolver } from './property/property.resolver';
import { ExchangeMessagesResolver } from './read-marker/read-marker.resolver';
import { UserResolver } from './user/user.resolver';
import { User } from './user/user.stub';

/** The public surface of exchanges. */
export const schema: SchemaParts = {
  resolvers: [
    ExchangeResolver,
    ExchangeParticipantResolver,
    ExchangePropertyResolver,
    ExchangeMessageResolver,
    ExchangeMessagesResolver,
    MessageReceiptResolver,
    UserResolver,
    ContactResolver,
    PropertyResolver,
  ],
  orphanedTypes: [User],
  references: {
    Exchange: resolveExchange,
    ExchangeParticipant: resolveExchangeParticipant,
    ExchangeProperty: resolveExchangeProperty,
    ExchangeMessage: resolveExchangeMessage,
    MessageReceipt: resolveMessageReceipt,
  },
  resources: {
    Exchange: 'exchange',
    ExchangeParticipant: 'exchange',
    ExchangeProperty: 'exchange',
    ExchangeMessage: 'exchange',
    MessageReceipt: 'exchange',
    MessageRevision: 'exchange',
  },
};
