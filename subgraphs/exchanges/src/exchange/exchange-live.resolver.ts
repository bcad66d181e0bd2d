import { Arg, Ctx, ID, Resolver, Subscription } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from './exchange.entity';
import type { WatchedExchange } from './exchange.watch';

@Resolver(() => Exchange)
export class ExchangeLiveResolver {
  @Subscription(() => Exchange, {
    nullable: true,
    description:
      'The exchange anew, whenever it or one of its participants or properties changes, or a task of it goes: once for each change, as you may see it. Ends with NOT_FOUND when you do not see it any more.',
    subscribe: ({ args, context }: WatchedExchange) =>
      context.exchangeWatch.of(args.exchangeId, ['exchange.*', 'exchange_participant.*', 'exchange_property.*', 'exchange_task.deleted']),
  })
  exchangeChanged(
    @Arg('exchangeId', () => ID, { description: 'Which exchange; one that you see.' }) exchangeId: string,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return loaders.exchange.load(exchangeId);
  }
}
