import { IdFilter, IntFilter } from '@plat/shared/graphql/filter';
import { PageArgs } from '@plat/shared/graphql/page-args';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ExchangeMessageType } from './exchange-message.entity';

export enum ExchangeMessageOrder {
  SEQ_ASC = 'SEQ_ASC',
  SEQ_DESC = 'SEQ_DESC',
}
registerEnumType(ExchangeMessageOrder, { name: 'ExchangeMessageOrder', description: 'How messages are ordered: by their numbers.' });

@InputType('ExchangeMessageFilter', { description: 'Which messages; all conditions must hold.' })
export class ExchangeMessageFilter {
  @Field(() => IdFilter, { nullable: true, description: 'By id.' })
  id?: IdFilter;

  @Field(() => IdFilter, { nullable: true, description: 'By the contact of their sender.' })
  senderId?: IdFilter;

  @Field(() => [ExchangeMessageType], { nullable: true, description: 'Of one of these types.' })
  messageType?: ExchangeMessageType[];

  @Field(() => IntFilter, { nullable: true, description: 'By number: all after the last one that one has, for example.' })
  seq?: IntFilter;
}

@ArgsType()
export class ExchangeMessagePageArgs extends PageArgs {
  @Field(() => ExchangeMessageFilter, { nullable: true, description: 'Which messages; all that you may see if not given.' })
  filter?: ExchangeMessageFilter;

  @Field(() => ExchangeMessageOrder, {
    defaultValue: ExchangeMessageOrder.SEQ_ASC,
    description: 'The order of the list: the newest last, or first; `last: 50` are the newest ones in either.',
  })
  orderBy!: ExchangeMessageOrder;
}

@InputType('SendExchangeMessageInput', { description: 'What is said in which exchange.' })
export class SendExchangeMessageInput {
  @Field(() => ID, { description: 'Which exchange.' })
  exchangeId!: string;

  @Field(() => String, { description: 'What is said: 1 to 10,000 characters.' })
  content!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A name of your own for this message, 1 to 100 characters: sent again under it, it is answered and not said twice.',
  })
  clientMessageId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The message of the same exchange that it answers.' })
  replyToId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'At most 10 documents of the exchange that you may read.' })
  attachmentIds?: string[] | null;
}

@InputType('EditExchangeMessageInput', { description: 'What a message of yours is to say.' })
export class EditExchangeMessageInput {
  @Field(() => ID, { description: 'Which message.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the edit was made from; a newer one refuses it.' })
  version?: number | null;

  @Field(() => String, { description: 'What it is to say: 1 to 10,000 characters.' })
  content!: string;
}
