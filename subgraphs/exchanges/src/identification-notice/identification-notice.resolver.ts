import { DateTime } from '@plat/shared/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Exchange } from '../exchange/exchange.entity';
import { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import { IdentificationItem } from './identification-item.entity';
import { IdentificationNotice, IdentificationNoticeConnection } from './identification-notice.entity';
import { IdentificationNoticePageArgs, ServeIdentificationNoticeInput } from './identification-notice.input';
import { NoticeJudgement } from './notice-judgement.entity';

@Resolver(() => IdentificationNotice)
export class IdentificationNoticeResolver {
  @Query(() => IdentificationNotice, { nullable: true, description: 'A notice by id; null when there is none that you may see.' })
  identificationNotice(@Arg('id', () => ID, { description: 'The id of the notice.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.identificationNotice.load(id);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange.' })
  exchange(@Root() { exchangeId }: IdentificationNotice, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'The client who signed it.' })
  signedBy(@Root() { signedById }: IdentificationNotice) {
    return { id: signedById };
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'The contact of the recipient, where it has one.' })
  recipient(@Root() { recipientId }: IdentificationNotice) {
    return recipientId ? { id: recipientId } : null;
  }

  @FieldResolver(() => [IdentificationItem], { description: 'What it names.' })
  items(@Root() { id }: IdentificationNotice, @Ctx() { loaders }: ExchangesContext) {
    return loaders.itemsOfNotice.load(id);
  }

  @FieldResolver(() => [NoticeJudgement], {
    nullable: true,
    description: 'What was thought of it before, each time that it was judged again because the last day to identify moved.',
  })
  judgements(@Root() { id }: IdentificationNotice, @Ctx() { loaders }: ExchangesContext) {
    return loaders.judgementsOfNotice.load(id);
  }

  @Mutation(() => IdentificationNotice, {
    nullable: true,
    description:
      'Serves a notice that identifies property or revokes that: the client signs it here, coordinators and administrators record what the client sent. It is kept whatever its verdict; an accepted one identifies or revokes at once.',
  })
  serveIdentificationNotice(
    @Arg('input', () => ServeIdentificationNoticeInput, { description: 'What is named, who signed, to whom and when it was sent.' })
    input: ServeIdentificationNoticeInput,
    @Ctx() { identificationNotices }: ExchangesContext,
  ) {
    return identificationNotices.serve(input);
  }

  @Mutation(() => IdentificationNotice, {
    nullable: true,
    description: 'Puts on record when a notice was received, once, as the coordinator of the exchange or as an administrator.',
  })
  recordNoticeReceipt(
    @Arg('id', () => ID, { description: 'Which notice.' }) id: string,
    @Arg('receivedAt', () => DateTime, { description: 'When it was received.' }) receivedAt: Date,
    @Ctx() { identificationNotices }: ExchangesContext,
  ) {
    return identificationNotices.recordReceipt(id, receivedAt);
  }
}

@Resolver(() => IdentificationItem)
export class IdentificationItemResolver {
  @FieldResolver(() => ExchangeProperty, {
    nullable: true,
    description: 'The property of the exchange; null where a notice that does not count names another one.',
  })
  exchangeProperty(@Root() { exchangePropertyId }: IdentificationItem, @Ctx() { loaders }: ExchangesContext) {
    return exchangePropertyId ? loaders.exchangeProperty.load(exchangePropertyId) : null;
  }
}

@Resolver(() => Exchange)
export class NoticedExchangeResolver {
  @FieldResolver(() => IdentificationNoticeConnection, {
    nullable: true,
    description: 'The notices that identify property and revoke that, those that do not count as well; none for third parties.',
  })
  notices(
    @Root() { id }: Exchange,
    @Args(() => IdentificationNoticePageArgs) args: IdentificationNoticePageArgs,
    @Ctx() { pages }: ExchangesContext,
  ) {
    return pages.noticesOfExchange.of(id, args);
  }
}
