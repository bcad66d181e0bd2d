import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { READS_MESSAGE } from '../exchange-message/exchange-message.scope';
import type { MessageRevision } from './message-revision.entity';

const OF_OWN_MESSAGES = `:column IN (SELECT m.id FROM messages m WHERE m.sender_id = :{contactId} AND NOT m.is_deleted AND ${READS_MESSAGE})`;

/** Earlier words: their sender reads them until the message is taken back, and administrators always, for the record. */
export const visibleMessageRevisions = ({ isAdmin, contactId }: Viewer): Scope<MessageRevision> => {
  if (isAdmin) return {};
  return contactId ? { messageId: where(OF_OWN_MESSAGES, { contactId }) } : none();
};
