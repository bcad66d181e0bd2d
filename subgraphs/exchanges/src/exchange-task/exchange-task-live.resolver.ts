import type { EventPattern } from '@plat/shared/events/subscriptions';
import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { ExchangesContext } from '../context';
import type { ToldOfExchange, WatchedExchange } from '../exchange/exchange.watch';
import { ExchangeTask } from './exchange-task.entity';

/** That a task is due changes nothing of it, and of one that is gone there is nothing to read: `exchangeChanged` tells of that. */
const CHANGES: readonly EventPattern[] = ['created', 'updated', 'detached', 'completed', 'reopened'].map(
  (verb): EventPattern => `exchange_task.${verb}`,
);

@Resolver(() => ExchangeTask)
export class ExchangeTaskLiveResolver {
  @Subscription(() => ExchangeTask, {
    nullable: true,
    description:
      'A task of the exchange anew, whenever one is made, changed, completed or reopened. A task that is deleted is not told here: its exchange comes by exchangeChanged. Ends with NOT_FOUND when you do not see the exchange any more.',
    subscribe: ({ args, context }: WatchedExchange) =>
      context.exchangeWatch.ofRows(args.exchangeId, CHANGES, ({ loaders }, id) => loaders.exchangeTask.load(id)),
  })
  exchangeTaskChanged(
    @Arg('exchangeId', () => ID, { description: 'Which exchange; one that you see.' }) _exchangeId: string,
    @Root() { id }: ToldOfExchange,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return id && loaders.exchangeTask.load(id);
  }
}
