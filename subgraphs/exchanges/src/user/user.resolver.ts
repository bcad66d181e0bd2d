import { Args, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { ExchangeConnection } from '../exchange/exchange.entity';
import { ExchangePageArgs } from '../exchange/exchange.input';
import { ExchangeTaskConnection } from '../exchange-task/exchange-task.entity';
import { ExchangeTaskPageArgs } from '../exchange-task/exchange-task.input';
import { User } from './user.stub';

@Resolver(() => User)
export class UserResolver {
  /**
   * The contact says whose exchanges are asked for; which of them are shown, the viewer's own participations decide. A
   * user who is nobody in the registry takes part in nothing.
   */
  @Directive('@requires(fields: "contact { id }")')
  @FieldResolver(() => ExchangeConnection, {
    nullable: true,
    description: 'Exchanges in which the user takes part, of those that you may see.',
  })
  exchanges(@Root() { contact }: User, @Args(() => ExchangePageArgs) args: ExchangePageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangesOfUser.of(contact?.id ?? '', args);
  }

  @Directive('@requires(fields: "contact { id }")')
  @FieldResolver(() => ExchangeTaskConnection, {
    nullable: true,
    description: 'Tasks of exchanges that are assigned to the user, of those that you may see.',
  })
  exchangeTasks(
    @Root() { contact }: User,
    @Args(() => ExchangeTaskPageArgs) args: ExchangeTaskPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.tasksOfContact.of(contact?.id ?? '', args);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Messages that you have not read in all exchanges in which you take part; null for other users.',
  })
  unreadExchangeMessages(@Root() { id }: User, @Ctx() { readMarkers }: ExchangesContext) {
    return readMarkers.unreadOf(id);
  }
}
