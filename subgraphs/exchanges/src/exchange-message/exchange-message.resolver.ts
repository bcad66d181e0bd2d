import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeMessage } from './exchange-message.entity';

@Resolver(() => ExchangeMessage)
export class ExchangeMessageResolver {
  @Query(() => ExchangeMessage, { nullable: true, description: 'A message by id; null when there is none that you may see.' })
  exchangeMessage(@Arg('id', () => ID, { description: 'The id of the message.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeMessage.load(id);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange in which it was said.' })
  exchange(@Root() { exchangeId }: ExchangeMessage, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, {
    nullable: true,
    description: 'Who said it, also when the person no longer takes part; null for what the platform says itself.',
  })
  sender(@Root() { senderId }: ExchangeMessage) {
    return senderId ? { id: senderId } : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'What was said; null once its sender took it back.' })
  content(@Root() { content, isDeleted }: ExchangeMessage) {
    return isDeleted ? null : content;
  }
}
