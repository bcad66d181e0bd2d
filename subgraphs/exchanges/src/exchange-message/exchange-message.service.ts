import { randomUUID } from 'node:crypto';
import { narrowed } from '@plat/shared/access/scope';
import { revise } from '@plat/shared/database/revise';
import { conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { ListLoader } from '@plat/shared/graphql/list-loader';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import type { Exchange } from '../exchange/exchange.entity';
import type { OwnParticipationsOf } from '../exchange-participant/exchange-participant.loader';
import type { MessageRevision } from '../message-revision/message-revision.entity';
import { ExchangeMessage, ExchangeMessageType } from './exchange-message.entity';
import type { EditExchangeMessageInput, SendExchangeMessageInput } from './exchange-message.input';
import { assertMayEditMessage, assertMaySendMessage, visibleExchangeMessages } from './exchange-message.policy';
import { toldOf } from './exchange-message.recipients';
import { checkContent, checkNewMessage, isEditable } from './exchange-message.rules';

/** The constraint by which a message that is sent twice is one. */
const SENT_ONCE = 'messages_exchange_sender_client_message_key';

interface Loaders {
  readonly exchange: LoaderById<Exchange>;
  readonly exchangeMessage: LoaderById<ExchangeMessage>;
  readonly messageRevisions: ListLoader<MessageRevision>;
  readonly ownParticipations: OwnParticipationsOf;
}

/** What is said in exchanges: sent once, mended for a while, taken back. */
export class ExchangeMessageService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly loaders: Loaders,
    private readonly now: () => Date,
  ) {}

  /**
   * Sent again under the same `clientMessageId`, it answers the first one.
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT when that name stands for something else, or UNAVAILABLE
   */
  async send(input: SendExchangeMessageInput): Promise<ExchangeMessage> {
    const { viewer } = this.scope;
    const exchange = await this.loaders.exchange.load(input.exchangeId);
    if (!exchange) throw notFound('Exchange', input.exchangeId);
    assertMaySendMessage(viewer, await this.loaders.ownParticipations(exchange.id));
    const replyTo = input.replyToId ? await this.loaders.exchangeMessage.load(input.replyToId) : null;
    checkNewMessage(input, exchange.id, replyTo);
    const said = {
      exchangeId: exchange.id,
      senderId: viewer.contactId as string,
      content: input.content,
      clientMessageId: input.clientMessageId ?? null,
      replyToId: replyTo?.id ?? null,
      attachmentIds: input.attachmentIds?.length ? input.attachmentIds.map((id) => id.toLowerCase()) : null,
    };
    const earlier = await this.sentAlready(said);
    if (earlier) return earlier;
    await this.confirmAttachments(said);
    try {
      return await this.scope.database.savepoint(() => this.keep(said));
    } catch (error) {
      if (!(error instanceof PlatError) || error.extensions.rule !== SENT_ONCE) throw error;
      // The same was sent at the same moment, and the other one was faster; its number is the one that counts.
      return (await this.sentAlready(said)) as ExchangeMessage;
    }
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT: another version, too late, or taken back */
  async edit({ id, version, content }: EditExchangeMessageInput): Promise<ExchangeMessage> {
    checkContent(content);
    const message = await this.own(id);
    if (!isEditable(message, this.now()))
      throw conflict('A message is edited within 15 minutes; send another one.', { version: message.version });
    return this.change(message, version, { content }, 'exchange_message.edited');
  }

  /** It keeps its place without content. @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT: another version, or taken back before */
  async delete(id: string, version?: number | null): Promise<ExchangeMessage> {
    const message = await this.own(id);
    return this.change(message, version, { isDeleted: true, content: '', attachmentIds: null }, 'exchange_message.deleted');
  }

  /** What a client called its message is of use to that client alone. */
  clientMessageId({ senderId, clientMessageId }: ExchangeMessage): string | null {
    return senderId !== null && senderId === this.scope.viewer.contactId ? clientMessageId : null;
  }

  private async keep(said: Said): Promise<ExchangeMessage> {
    const { db } = this.scope;
    const id = randomUUID();
    const messageType = said.attachmentIds ? ExchangeMessageType.FILE : ExchangeMessageType.TEXT;
    // Not `save`, which would send a number; the database gives it.
    await db
      .createQueryBuilder()
      .insert()
      .into(ExchangeMessage)
      .values({ ...said, id, messageType })
      .updateEntity(false)
      .execute();
    const sent = (await this.loaders.exchangeMessage.clear(id).load(id)) as ExchangeMessage;
    await this.events.record('exchange_message.sent', sent, { after: {}, ...(await toldOf(db, sent)) });
    return sent;
  }

  /** A message of the viewer's that is not taken back. */
  private async own(id: string): Promise<ExchangeMessage> {
    const { viewer } = this.scope;
    const message = await this.loaders.exchangeMessage.load(id);
    if (!message) throw notFound('ExchangeMessage', id);
    assertMaySendMessage(viewer, await this.loaders.ownParticipations(message.exchangeId));
    assertMayEditMessage(viewer, message);
    if (message.isDeleted) throw conflict('This message was taken back.', { version: message.version });
    return message;
  }

  /** What was said before is kept by the database, which is why the event tells none of it. */
  private async change(
    { id }: ExchangeMessage,
    version: number | null | undefined,
    changes: Partial<ExchangeMessage>,
    type: 'exchange_message.edited' | 'exchange_message.deleted',
  ): Promise<ExchangeMessage> {
    const { db, viewer } = this.scope;
    const { row } = await revise(db, ExchangeMessage, {
      id,
      version,
      changes,
      scope: visibleExchangeMessages(viewer),
      mayEdit: (message) => assertMayEditMessage(viewer, message),
    });
    this.loaders.exchangeMessage.clear(id);
    this.loaders.messageRevisions.clear(id);
    await this.events.record(type, row, { after: { version: row.version }, ...(await toldOf(db, row)) });
    return row;
  }

  /** @returns what the viewer sent in this exchange under the same name @throws PlatError CONFLICT when it was something else */
  private async sentAlready(said: Said): Promise<ExchangeMessage | undefined> {
    const { db, viewer } = this.scope;
    const { exchangeId, senderId, clientMessageId } = said;
    if (clientMessageId === null) return undefined;
    const where = narrowed(visibleExchangeMessages(viewer), 'exchangeId', Equal(exchangeId)).map((one) => ({
      ...one,
      senderId,
      clientMessageId,
    }));
    const sent = await db.findOne(ExchangeMessage, { where });
    if (!sent || sent.isDeleted) return sent ?? undefined;
    const [first = sent] = await this.loaders.messageRevisions.load(sent.id);
    const isSame = first.content === said.content && sent.replyToId === said.replyToId && sameIds(first, said);
    if (!isSame) throw conflict('You sent something else under this clientMessageId.', { messageId: sent.id });
    return sent;
  }

  private async confirmAttachments({ exchangeId, attachmentIds }: Said): Promise<void> {
    await this.scope.references.confirm(
      (attachmentIds ?? []).map((id) => ({ to: 'Document', id, path: 'input.attachmentIds', inExchange: exchangeId })),
    );
  }
}

type Said = Pick<ExchangeMessage, 'exchangeId' | 'content' | 'clientMessageId' | 'replyToId' | 'attachmentIds'> & {
  readonly senderId: string;
};

const sameIds = (one: Pick<Said, 'attachmentIds'>, other: Pick<Said, 'attachmentIds'>): boolean =>
  String(one.attachmentIds ?? []) === String(other.attachmentIds ?? []);
