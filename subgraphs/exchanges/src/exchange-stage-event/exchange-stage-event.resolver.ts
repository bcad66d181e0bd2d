import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { CompleteExchangeInput, OverrideExchangeStageInput, TerminateExchangeInput } from '../exchange/exchange.stage.input';
import { ExchangeStageEvent, ExchangeStageEventConnection } from './exchange-stage-event.entity';
import { ExchangeStageEventPageArgs } from './exchange-stage-event.input';

@Resolver(() => ExchangeStageEvent)
export class ExchangeStageEventResolver {
  @FieldResolver(() => Contact, { nullable: true, description: 'Who took the step; null when the clock did.' })
  actor(@Root() { actorId }: ExchangeStageEvent) {
    return actorId ? { id: actorId } : null;
  }
}

/** The stages of an exchange: their history, and the steps on which somebody decides. */
@Resolver(() => Exchange)
export class StagesOfExchangeResolver {
  @FieldResolver(() => ExchangeStageEventConnection, { nullable: true, description: 'Its steps from stage to stage.' })
  stageHistory(
    @Root() { id }: Exchange,
    @Args(() => ExchangeStageEventPageArgs) args: ExchangeStageEventPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.stageHistory.of(id, args);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Completes an exchange with property given up and property received in time, as its coordinator or as an administrator.',
  })
  completeExchange(
    @Arg('input', () => CompleteExchangeInput, { description: 'Which exchange.' }) input: CompleteExchangeInput,
    @Ctx() { exchangeStages }: ExchangesContext,
  ) {
    return exchangeStages.complete(input);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Gives up an exchange that has not ended, as its coordinator or as an administrator.',
  })
  terminateExchange(
    @Arg('input', () => TerminateExchangeInput, { description: 'Which exchange, and why.' }) input: TerminateExchangeInput,
    @Ctx() { exchangeStages }: ExchangesContext,
  ) {
    return exchangeStages.terminate(input);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description:
      'Brings an exchange back to an open stage for a reason, as its coordinator or as an administrator: the only way back from an end, and beside evidence dated inside the period the only one from a missed deadline.',
  })
  overrideExchangeStage(
    @Arg('input', () => OverrideExchangeStageInput, { description: 'Which exchange, to which stage, and why.' })
    input: OverrideExchangeStageInput,
    @Ctx() { exchangeStages }: ExchangesContext,
  ) {
    return exchangeStages.override(input);
  }
}
