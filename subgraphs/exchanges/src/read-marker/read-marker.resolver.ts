import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeMessageConnection } from '../exchange-message/exchange-message.entity';
import { ExchangeMessagePageArgs } from '../exchange-message/exchange-message.input';

const UP_TO =
  'The number of the last message that is meant; a lower one than before changes nothing, and a higher one than the last means all.';

/** What is said in an exchange, and how far whoever asks has come in it. */
@Resolver(() => Exchange)
export class ExchangeMessagesResolver {
  @FieldResolver(() => ExchangeMessageConnection, { nullable: true, description: 'What was said in it, as far back as you see it.' })
  messages(
    @Root() { id }: Exchange,
    @Args(() => ExchangeMessagePageArgs) args: ExchangeMessagePageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.messagesOfExchange.of(id, args);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Messages of others that you have not read and that are not deleted; null for who is nobody in the registry.',
  })
  async unreadCount(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return (await loaders.readState.load(id))?.unread;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The number of the last message that you marked as read, 0 for none; only you see it.',
  })
  async readUpToSeq(@Root() { id }: Exchange, @Ctx() { loaders }: ExchangesContext) {
    return (await loaders.readState.load(id))?.readSeq;
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Marks messages of an exchange as read by you, in any order and as often as you like.',
  })
  markExchangeRead(
    @Arg('exchangeId', () => ID, { description: 'Which exchange.' }) exchangeId: string,
    @Arg('upToSeq', () => Int, { description: UP_TO }) upToSeq: number,
    @Ctx() { readMarkers }: ExchangesContext,
  ) {
    return readMarkers.markRead(exchangeId, upToSeq);
  }

  @Mutation(() => Exchange, {
    nullable: true,
    description: 'Marks messages of an exchange as delivered to you; what is read is delivered, too.',
  })
  markExchangeDelivered(
    @Arg('exchangeId', () => ID, { description: 'Which exchange.' }) exchangeId: string,
    @Arg('upToSeq', () => Int, { description: UP_TO }) upToSeq: number,
    @Ctx() { readMarkers }: ExchangesContext,
  ) {
    return readMarkers.markDelivered(exchangeId, upToSeq);
  }
}
