import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { READS_MESSAGE } from '../exchange-message/exchange-message.scope';
import type { MessageReceipt } from './message-receipt.entity';

const OF_MESSAGES_READ = `:column IN (SELECT m.id FROM messages m WHERE ${READS_MESSAGE})`;

/** Receipts are read with their message. */
export const visibleMessageReceipts = ({ isAdmin, contactId }: Viewer): Scope<MessageReceipt> => {
  if (isAdmin) return {};
  return contactId ? { messageId: where(OF_MESSAGES_READ, { contactId }) } : none();
};
