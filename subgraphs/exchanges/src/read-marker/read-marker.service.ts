import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Exchange } from '../exchange/exchange.entity';
import { MessageReadMarker } from './read-marker.entity';
import { type ReadStateLoader, unreadTotal } from './read-marker.loader';
import { assertMayMarkMessages } from './read-marker.policy';

/** The database keeps it from going back and past what was said; asking for less changes nothing. */
const MOVE = `INSERT INTO message_read_markers AS m (exchange_id, contact_id, delivered_seq, read_seq) VALUES ($1, $2, $3, $4)
  ON CONFLICT (exchange_id, contact_id)
    DO UPDATE SET delivered_seq = EXCLUDED.delivered_seq, read_seq = EXCLUDED.read_seq, updated_at = now()
  RETURNING new.id, coalesce(old.delivered_seq, 0) AS "deliveredBefore", coalesce(old.read_seq, 0) AS "readBefore",
    new.delivered_seq AS delivered, new.read_seq AS read, old.id IS NULL AS "isNew"`;

interface Moved {
  readonly id: string;
  readonly deliveredBefore: string;
  readonly readBefore: string;
  readonly delivered: string;
  readonly read: string;
  readonly isNew: boolean;
}

/** How far people have come in what is said. */
export class ReadMarkerService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly states: ReadStateLoader,
  ) {}

  /** What was read has been delivered, too. @throws PlatError NOT_FOUND, FORBIDDEN or BAD_USER_INPUT */
  markRead(exchangeId: string, upToSeq: number): Promise<Exchange> {
    return this.move(exchangeId, upToSeq, upToSeq);
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN or BAD_USER_INPUT */
  markDelivered(exchangeId: string, upToSeq: number): Promise<Exchange> {
    return this.move(exchangeId, upToSeq, 0);
  }

  /** What somebody has not read in all of their exchanges; null of anybody else. */
  async unreadOf(userId: string): Promise<number | null> {
    return this.scope.viewer.identity.userId === userId ? unreadTotal(this.scope) : null;
  }

  private async move(id: string, deliveredSeq: number, readSeq: number): Promise<Exchange> {
    const { db, viewer } = this.scope;
    const exchange = await this.exchanges.load(id);
    if (!exchange) throw notFound('Exchange', id);
    assertMayMarkMessages(viewer);
    if (deliveredSeq < 0) throw badInput({ upToSeq: 'must be 0 or more' });
    const contactId = viewer.contactId as string;
    const [moved]: [Moved] = await db.query(MOVE, [exchange.id, contactId, deliveredSeq, readSeq]);
    if (moved.isNew || moved.delivered !== moved.deliveredBefore || moved.read !== moved.readBefore) {
      const marker = db.create(MessageReadMarker, { id: moved.id });
      await this.events.record('message_read_marker.moved', marker, {
        exchangeId: exchange.id,
        contactId,
        before: { deliveredSeq: Number(moved.deliveredBefore), readSeq: Number(moved.readBefore) },
        after: { deliveredSeq: Number(moved.delivered), readSeq: Number(moved.read) },
      });
    }
    this.states.clear(exchange.id);
    return exchange;
  }
}
