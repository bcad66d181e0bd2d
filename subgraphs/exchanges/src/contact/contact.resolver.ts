import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { ExchangeConnection } from '../exchange/exchange.entity';
import { ExchangePageArgs } from '../exchange/exchange.input';
import { ExchangeParticipantConnection } from '../exchange-participant/exchange-participant.entity';
import { ExchangeParticipantPageArgs } from '../exchange-participant/exchange-participant.input';
import { ExchangeTaskConnection } from '../exchange-task/exchange-task.entity';
import { ExchangeTaskPageArgs } from '../exchange-task/exchange-task.input';
import { Contact } from './contact.stub';

@Resolver(() => Contact)
export class ContactResolver {
  @FieldResolver(() => ExchangeConnection, { nullable: true, description: 'Exchanges whose client this is, of those that you may see.' })
  exchangesAsClient(@Root() { id }: Contact, @Args(() => ExchangePageArgs) args: ExchangePageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.exchangesAsClient.of(id, args);
  }

  @FieldResolver(() => ExchangeConnection, {
    nullable: true,
    description: 'Exchanges whose coordinator this is, of those that you may see.',
  })
  exchangesAsCoordinator(
    @Root() { id }: Contact,
    @Args(() => ExchangePageArgs) args: ExchangePageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.exchangesAsCoordinator.of(id, args);
  }

  @FieldResolver(() => ExchangeParticipantConnection, {
    nullable: true,
    description: 'The contact’s parts in exchanges, of those that you may see.',
  })
  exchangeParticipations(
    @Root() { id }: Contact,
    @Args(() => ExchangeParticipantPageArgs) args: ExchangeParticipantPageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.participationsOfContact.of(id, args);
  }

  @FieldResolver(() => ExchangeTaskConnection, {
    nullable: true,
    description: 'Tasks of exchanges that are assigned to the contact, of those that you may see.',
  })
  exchangeTasks(@Root() { id }: Contact, @Args(() => ExchangeTaskPageArgs) args: ExchangeTaskPageArgs, @Ctx() { pages }: ExchangesContext) {
    return pages.tasksOfContact.of(id, args);
  }
}
