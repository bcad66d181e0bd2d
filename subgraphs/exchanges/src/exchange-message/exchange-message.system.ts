import { Viewer } from '@plat/shared/access/viewer';
import { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { ExchangeMessage } from './exchange-message.entity';
import { toldOf } from './exchange-message.recipients';

const POST = 'SELECT posted.id, posted.seq, app_user_id() AS "userId" FROM post_system_message($1, $2) AS posted';

/**
 * Says something in an exchange in the name of the platform, in the transaction of what it is about; both are kept, or
 * neither is. The database lets the service do that, administrators, and whoever coordinates the exchange with MANAGE.
 * @param db of a request or of the system @param content what every reader of the exchange may know
 * @throws PlatError FORBIDDEN for a request of anybody else
 */
export async function postSystemMessage(db: EntityManager, exchangeId: string, content: string): Promise<void> {
  const [posted]: [{ id: string; seq: string; userId: string | null }] = await db.query(POST, [exchangeId, content]);
  const message = db.create(ExchangeMessage, {
    id: posted.id,
    exchangeId,
    seq: Number(posted.seq),
    isSystemMessage: true,
    senderId: null,
  });
  const viewer = new Viewer({ userId: posted.userId ?? undefined });
  const told = await toldOf(db, message);
  await new Events({ db, viewer, origin: { requestId: '' } }).record('exchange_message.sent', message, { after: {}, ...told });
}
