import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeTaskConnection } from './exchange-task.entity';
import { ExchangeTaskPageArgs } from './exchange-task.input';

@Resolver(() => Exchange)
export class TasksOfExchangeResolver {
  @FieldResolver(() => ExchangeTaskConnection, { nullable: true, description: 'What has to be done in it, and what was.' })
  tasks(@Root() { id }: Exchange, @Args(() => ExchangeTaskPageArgs) args: ExchangeTaskPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.tasksOfExchange.of(id, args);
  }
}
