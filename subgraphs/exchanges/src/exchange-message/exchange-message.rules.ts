import { isUuid } from '@plat/shared/graphql/scalars';
import { Faults } from '../faults';
import type { ExchangeMessage } from './exchange-message.entity';
import type { SendExchangeMessageInput } from './exchange-message.input';

export const MAX_CONTENT = 10_000;
const MAX_CLIENT_MESSAGE_ID = 100;
const MAX_ATTACHMENTS = 10;

/** How long what was said can be mended; the database holds requests to the same. */
const EDITABLE_MS = 15 * 60_000;

/** Whether a message is still young enough to be edited. */
export const isEditable = ({ createdAt }: Pick<ExchangeMessage, 'createdAt'>, now: Date): boolean =>
  now.getTime() - createdAt.getTime() <= EDITABLE_MS;

const isContent = (content: string): boolean => content.trim() !== '' && [...content].length <= MAX_CONTENT;

/** @param replyTo the message that it answers, if there is one that the sender sees @throws PlatError BAD_USER_INPUT with every argument that breaks a rule */
export function checkNewMessage(input: SendExchangeMessageInput, exchangeId: string, replyTo: ExchangeMessage | null): void {
  const { content, clientMessageId, replyToId, attachmentIds } = input;
  const faults = new Faults();
  faults.unless(isContent(content), 'content', 'must have 1 to 10,000 characters, and not spaces alone');
  if (typeof clientMessageId === 'string') {
    const isName = clientMessageId.trim() !== '' && clientMessageId.length <= MAX_CLIENT_MESSAGE_ID;
    faults.unless(isName, 'clientMessageId', 'must have 1 to 100 characters');
  }
  if (replyToId) faults.unless(replyTo?.exchangeId === exchangeId, 'replyToId', 'must be a message of the same exchange that you may see');
  const ids = attachmentIds ?? [];
  faults.unless(ids.length <= MAX_ATTACHMENTS, 'attachmentIds', 'must be at most 10');
  faults.unless(ids.every(isUuid), 'attachmentIds', 'must be ids');
  faults.unless(new Set(ids.map((id) => id.toLowerCase())).size === ids.length, 'attachmentIds', 'must not name a document twice');
  faults.throwIfAny();
}

/** @throws PlatError BAD_USER_INPUT */
export function checkContent(content: string): void {
  const faults = new Faults();
  faults.unless(isContent(content), 'content', 'must have 1 to 10,000 characters, and not spaces alone');
  faults.throwIfAny();
}
