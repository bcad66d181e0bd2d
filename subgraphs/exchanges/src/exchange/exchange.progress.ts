import { narrowed } from '@plat/shared/access/scope';
import { badInput, notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import type { ExchangeProperty } from '../exchange-property/exchange-property.entity';
import type { ExchangeCourse } from './exchange.course';
import { Exchange } from './exchange.entity';
import { visibleExchanges } from './exchange.policy';

/** The dates of a property by which an exchange takes its course. */
type PropertyDates = Partial<Pick<ExchangeProperty, 'role' | 'transferredOn' | 'receivedOn' | 'identifiedAt' | 'revokedAt'>>;

const DATES = ['role', 'transferredOn', 'receivedOn', 'identifiedAt', 'revokedAt'] as const;
const EVIDENCE = ['role', 'receivedOn', 'identifiedAt'] as const;

/** Lets an exchange take its course after something of it was written, by somebody who may write in it. */
export class ExchangeProgress {
  constructor(
    private readonly scope: RequestScope,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly course: ExchangeCourse,
  ) {}

  /**
   * After a property was added or edited, in the same transaction.
   * @param written what it says of it now; only the dates that changed
   * @param before the same as it was; nothing for a new one
   * @throws PlatError BAD_USER_INPUT when the first transfer would come after the return is due
   */
  async afterProperty(exchangeId: string, written: PropertyDates, before: PropertyDates = {}): Promise<void> {
    if (!DATES.some((name) => written[name] !== undefined && written[name] !== null) && !DATES.some((name) => name in before)) return;
    const exchange = await this.locked(exchangeId);
    const hasEvidence = EVIDENCE.some((name) => written[name] !== undefined && written[name] !== null);
    await this.course.follow(exchange, { ...this.by, hasEvidence, formerTransfer: before.transferredOn });
    const { transferDate, returnDueDate } = exchange;
    if (transferDate && returnDueDate && returnDueDate < transferDate && written.transferredOn)
      throw badInput({ 'input.transferredOn': `must not be after ${returnDueDate}, when the return is due as the exchange says` });
    this.exchanges.clear(exchangeId);
  }

  /** After the exchange itself was written. @param exchange as it was written, locked by that */
  async afterExchange(exchange: Exchange): Promise<void> {
    await this.course.follow(exchange, this.by);
    this.exchanges.clear(exchange.id);
  }

  /** The exchange, kept from changing until the end of the transaction. @throws PlatError NOT_FOUND */
  async locked(id: string): Promise<Exchange> {
    const { db, viewer } = this.scope;
    const where = narrowed(visibleExchanges(viewer), 'id', Equal(id));
    const exchange = await db.findOne(Exchange, { where, lock: { mode: 'pessimistic_write' } });
    if (!exchange) throw notFound('Exchange', id);
    return exchange;
  }

  get by(): { readonly actorId: string | null } {
    return { actorId: this.scope.viewer.contactId ?? null };
  }
}
