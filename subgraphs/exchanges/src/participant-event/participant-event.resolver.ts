import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeParticipant } from '../exchange-participant/exchange-participant.entity';
import { ParticipantEvent, ParticipantEventConnection } from './participant-event.entity';
import { ParticipantEventPageArgs } from './participant-event.input';

@Resolver(() => ParticipantEvent)
export class ParticipantEventResolver {
  @FieldResolver(() => ExchangeParticipant, { nullable: true, description: 'Whose part was changed.' })
  participant(@Root() { participantId }: ParticipantEvent, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeParticipant.load(participantId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Who changed it; null when no person of the registry did.' })
  changedBy(@Root() { changedById }: ParticipantEvent) {
    return changedById ? { id: changedById } : null;
  }
}

@Resolver(() => Exchange)
export class ParticipantHistoryResolver {
  @FieldResolver(() => ParticipantEventConnection, {
    nullable: true,
    description: 'How its participants and their rights came about; for administrators and its coordinators, empty for others.',
  })
  participantHistory(
    @Root() { id }: Exchange,
    @Args(() => ParticipantEventPageArgs) args: ParticipantEventPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.participantHistory.of(id, args);
  }
}
