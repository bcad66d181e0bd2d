import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { ExchangeMessage } from '../exchange-message/exchange-message.entity';
import { MessageReceipt } from './message-receipt.entity';

@Resolver(() => MessageReceipt)
export class MessageReceiptResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Whom the message reached.' })
  contact(@Root() { contactId }: MessageReceipt) {
    return { id: contactId };
  }

  @FieldResolver(() => ExchangeMessage, { nullable: true, description: 'The message.' })
  message(@Root() { messageId }: MessageReceipt, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeMessage.load(messageId);
  }
}
