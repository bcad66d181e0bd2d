import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeParticipant, ExchangeParticipantConnection } from './exchange-participant.entity';
import { AddExchangeParticipantInput, ExchangeParticipantPageArgs, UpdateExchangeParticipantInput } from './exchange-participant.input';

@Resolver(() => ExchangeParticipant)
export class ExchangeParticipantResolver {
  @Query(() => ExchangeParticipant, {
    nullable: true,
    description: 'A participant of an exchange by id; null when there is none that you may see.',
  })
  exchangeParticipant(
    @Arg('id', () => ID, { description: 'The id of the participant.' }) id: string,
    @Ctx() { loaders }: ExchangesContext,
  ) {
    return loaders.exchangeParticipant.load(id);
  }

  @Query(() => ExchangeParticipantConnection, { nullable: true, description: 'Participants of the exchanges that you may see.' })
  exchangeParticipants(@Args(() => ExchangeParticipantPageArgs) args: ExchangeParticipantPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangeParticipants.root(args);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: ExchangeParticipant, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who takes part.' })
  contact(@Root() { contactId }: ExchangeParticipant) {
    return { id: contactId };
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who assigned the person.' })
  assignedBy(@Root() { assignedById }: ExchangeParticipant) {
    return assignedById ? { id: assignedById } : null;
  }

  @Mutation(() => ExchangeParticipant, {
    nullable: true,
    description: 'Lets somebody take part in an exchange, as its coordinator or as an administrator.',
  })
  addExchangeParticipant(
    @Arg('input', () => AddExchangeParticipantInput, { description: 'Who takes part in which exchange, and as what.' })
    input: AddExchangeParticipantInput,
    @Ctx() { exchangeParticipants }: ExchangesContext,
  ) {
    return exchangeParticipants.add(input);
  }

  @Mutation(() => ExchangeParticipant, {
    nullable: true,
    description: 'Changes what somebody else may do in an exchange, or ends it; nobody changes their own part.',
  })
  updateExchangeParticipant(
    @Arg('input', () => UpdateExchangeParticipantInput, { description: 'Which participant, and what changes.' })
    input: UpdateExchangeParticipantInput,
    @Ctx() { exchangeParticipants }: ExchangesContext,
  ) {
    return exchangeParticipants.update(input);
  }
}
