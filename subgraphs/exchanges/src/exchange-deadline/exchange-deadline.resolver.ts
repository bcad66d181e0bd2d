import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { DeadlineEventConnection } from '../deadline-event/deadline-event.entity';
import { DeadlineEventPageArgs } from '../deadline-event/deadline-event.input';
import { DeadlineOverride } from '../deadline-override/deadline-override.entity';
import { isWeekend } from '../exchange/exchange.civil-date';
import { Exchange } from '../exchange/exchange.entity';
import { DeadlineWarning, ExchangeDeadline } from './exchange-deadline.entity';

@Resolver(() => ExchangeDeadline)
export class ExchangeDeadlineResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Days from today, in the time zone of the exchange: 0 on the last day, and negative after it.',
  })
  daysLeft(@Root() deadline: ExchangeDeadline, @Ctx() { exchangeDeadlines }: ExchangesContext) {
    return exchangeDeadlines.daysLeft(deadline);
  }

  @FieldResolver(() => Boolean, { description: 'Whether it is on a Saturday or Sunday, which does not extend it.' })
  isWeekend(@Root() { effectiveOn }: ExchangeDeadline) {
    return effectiveOn !== null && isWeekend(effectiveOn);
  }

  @FieldResolver(() => [DeadlineWarning], { nullable: true, description: 'What somebody should know of it; none when all is plain.' })
  warnings(@Root() deadline: ExchangeDeadline, @Ctx() { exchangeDeadlines }: ExchangesContext) {
    return exchangeDeadlines.warnings(deadline);
  }

  @FieldResolver(() => DeadlineOverride, {
    nullable: true,
    description: 'What moves it from the computed day; for administrators and its coordinators, null for others.',
  })
  override(@Root() deadline: ExchangeDeadline, @Ctx() { exchangeDeadlines }: ExchangesContext) {
    return exchangeDeadlines.override(deadline);
  }
}

/** The deadlines of an exchange, as fields of it. */
@Resolver(() => Exchange)
export class DeadlinesOfExchangeResolver {
  @FieldResolver(() => [ExchangeDeadline], {
    nullable: true,
    description: 'Its deadlines with their arithmetic; none before its periods begin, and none of a simultaneous exchange.',
  })
  deadlines(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return loaders.deadlinesOfExchange.load(id);
  }

  @FieldResolver(() => DeadlineEventConnection, { nullable: true, description: 'Every time that a deadline of it was reckoned anew.' })
  deadlineHistory(
    @Root() { id }: Exchange,
    @Args(() => DeadlineEventPageArgs) args: DeadlineEventPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.deadlineHistory.of(id, args);
  }
}
