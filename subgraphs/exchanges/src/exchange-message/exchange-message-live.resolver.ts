import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { ExchangesContext } from '../context';
import type { ToldOfExchange, WatchedExchange } from '../exchange/exchange.watch';
import { ExchangeMessage } from './exchange-message.entity';

@Resolver(() => ExchangeMessage)
export class ExchangeMessageLiveResolver {
  @Subscription(() => ExchangeMessage, {
    nullable: true,
    description:
      'What is said in an exchange, as it is said, edited or taken back: what was taken back comes as its place, without content. Only messages that you may read. Ends with NOT_FOUND when you do not see the exchange any more.',
    subscribe: ({ args, context }: WatchedExchange) =>
      context.exchangeWatch.ofRows(args.exchangeId, ['exchange_message.*'], ({ loaders }, id) => loaders.exchangeMessage.load(id)),
  })
  exchangeMessages(
    @Arg('exchangeId', () => ID, { description: 'Which exchange; one that you see.' }) _exchangeId: string,
    @Root() { id }: ToldOfExchange,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return id && loaders.exchangeMessage.load(id);
  }
}
