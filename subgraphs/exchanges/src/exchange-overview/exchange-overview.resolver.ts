import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import {
  DeadlinesAheadArgs,
  ExchangeAtRisk,
  ExchangeCoordinatorLoad,
  ExchangeDeadlineAhead,
  ExchangeFundsHeld,
  ExchangeOverview,
  ExchangeStageCount,
  OverdueExchangeTasks,
  OverviewListArgs,
} from './exchange-overview.input';

@Resolver(() => ExchangeOverview)
export class ExchangeOverviewResolver {
  @Query(() => ExchangeOverview, { nullable: true, description: 'The exchanges that you may see, for a dashboard: each part by one look.' })
  exchangeOverview(@Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.open();
  }

  @FieldResolver(() => [ExchangeStageCount], {
    nullable: true,
    description: 'How many exchanges are at each stage, in the order of the stages.',
  })
  byStage(@Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.byStage();
  }

  @FieldResolver(() => [ExchangeDeadlineAhead], {
    nullable: true,
    description: 'The periods that end soon, of exchanges under way; the next first.',
  })
  deadlinesAhead(@Args(() => DeadlinesAheadArgs) args: DeadlinesAheadArgs, @Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.deadlinesAhead(args);
  }

  @FieldResolver(() => [ExchangeAtRisk], { nullable: true, description: 'Exchanges under way that may fail; the most urgent first.' })
  atRisk(@Args(() => OverviewListArgs) args: OverviewListArgs, @Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.atRisk(args);
  }

  @FieldResolver(() => OverdueExchangeTasks, { nullable: true, description: 'What should have been done by now.' })
  overdueTasks(@Args(() => OverviewListArgs) args: OverviewListArgs, @Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.overdueTasks(args);
  }

  @FieldResolver(() => ExchangeFundsHeld, {
    nullable: true,
    description:
      'The money of exchanges that you coordinate or whose client you are, and of all as an administrator, whether they have ended or not; null where none of them has an account.',
  })
  fundsHeld(@Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.fundsHeld();
  }

  @FieldResolver(() => [ExchangeCoordinatorLoad], {
    nullable: true,
    description: 'What each coordinator has in hand; the most exchanges first.',
  })
  byCoordinator(@Args(() => OverviewListArgs) args: OverviewListArgs, @Ctx() { exchangeOverview }: ExchangesContext) {
    return exchangeOverview.byCoordinator(args);
  }
}

@Resolver(() => ExchangeDeadlineAhead)
export class ExchangeDeadlineAheadResolver {
  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ExchangeDeadlineAhead, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }
}

@Resolver(() => ExchangeAtRisk)
export class ExchangeAtRiskResolver {
  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ExchangeAtRisk, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }
}

@Resolver(() => ExchangeCoordinatorLoad)
export class ExchangeCoordinatorLoadResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'The coordinator; null for exchanges that name none.' })
  coordinator(@Root() { coordinatorId }: ExchangeCoordinatorLoad) {
    return coordinatorId ? { id: coordinatorId } : null;
  }
}
