import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Contact } from '../contact/contact.stub';
import type { ExchangesContext } from '../context';
import { Document } from '../document/document.stub';
import { Exchange } from '../exchange/exchange.entity';
import { MessageReceipt } from '../message-receipt/message-receipt.entity';
import { MessageRevision } from '../message-revision/message-revision.entity';
import { ExchangeMessage } from './exchange-message.entity';
import { EditExchangeMessageInput, SendExchangeMessageInput } from './exchange-message.input';

@Resolver(() => ExchangeMessage)
export class ExchangeMessageResolver {
  @Query(() => ExchangeMessage, { nullable: true, description: 'A message by id; null when there is none that you may see.' })
  exchangeMessage(@Arg('id', () => ID, { description: 'The id of the message.' }) id: string, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchangeMessage.load(id);
  }

  @FieldResolver(() => Exchange, { nullable: true, description: 'The exchange in which it was said.' })
  exchange(@Root() { exchangeId }: ExchangeMessage, @Ctx() { loaders }: ExchangesContext) {
    return loaders.exchange.load(exchangeId);
  }

  @FieldResolver(() => Contact, {
    nullable: true,
    description: 'Who said it, also when the person no longer takes part; null for what the platform says itself.',
  })
  sender(@Root() { senderId }: ExchangeMessage) {
    return senderId ? { id: senderId } : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'What was said; null once its sender took it back.' })
  content(@Root() { content, isDeleted }: ExchangeMessage) {
    return isDeleted ? null : content;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The name that its sender gave it when sending, for the sender alone.',
  })
  clientMessageId(@Root() message: ExchangeMessage, @Ctx() { exchangeMessages }: ExchangesContext) {
    return exchangeMessages.clientMessageId(message);
  }

  @FieldResolver(() => ExchangeMessage, {
    nullable: true,
    description: 'The message that it answers; null where it answers none, or one from before you joined.',
  })
  replyTo(@Root() { replyToId }: ExchangeMessage, @Ctx() { loaders }: ExchangesContext) {
    return replyToId ? loaders.exchangeMessage.load(replyToId) : null;
  }

  @FieldResolver(() => [Document], {
    nullable: 'itemsAndList',
    description: 'The documents that were sent with it; null in the place of one that you may not read, or that is gone.',
  })
  attachments(@Root() { attachmentIds, isDeleted }: ExchangeMessage) {
    return isDeleted ? [] : (attachmentIds ?? []).map((id) => ({ id }));
  }

  @FieldResolver(() => [MessageReceipt], { nullable: true, description: 'Whom it has reached, and who has read it.' })
  receipts(@Root() { id }: ExchangeMessage, @Ctx() { loaders }: ExchangesContext) {
    return loaders.receiptsOfMessage.load(id);
  }

  @FieldResolver(() => [MessageRevision], {
    nullable: true,
    description: 'What it said before, the first words first: for its sender until it is taken back, and administrators; none for others.',
  })
  revisions(@Root() { id }: ExchangeMessage, @Ctx() { loaders }: ExchangesContext) {
    return loaders.messageRevisions.load(id);
  }

  @Mutation(() => ExchangeMessage, {
    nullable: true,
    description: 'Says something in an exchange, with the right MESSAGE or as an administrator; sent again, it is said once.',
  })
  sendExchangeMessage(
    @Arg('input', () => SendExchangeMessageInput, { description: 'What is said in which exchange.' }) input: SendExchangeMessageInput,
    @Ctx() { exchangeMessages }: ExchangesContext,
  ) {
    return exchangeMessages.send(input);
  }

  @Mutation(() => ExchangeMessage, {
    nullable: true,
    description: 'Mends a message of your own within 15 minutes; what it said before is kept.',
  })
  editExchangeMessage(
    @Arg('input', () => EditExchangeMessageInput, { description: 'Which message, and what it is to say.' }) input: EditExchangeMessageInput,
    @Ctx() { exchangeMessages }: ExchangesContext,
  ) {
    return exchangeMessages.edit(input);
  }

  @Mutation(() => ExchangeMessage, {
    nullable: true,
    description: 'Takes back a message of your own: it keeps its place and number, without content and attachments.',
  })
  deleteExchangeMessage(
    @Arg('id', () => ID, { description: 'Which message.' }) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that you saw; a newer one refuses it.' })
    version: number | null | undefined,
    @Ctx() { exchangeMessages }: ExchangesContext,
  ) {
    return exchangeMessages.delete(id, version);
  }
}
