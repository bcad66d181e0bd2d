import type { Participation } from '@plat/shared/access/role-matrix';
import { narrowed, type Scope } from '@plat/shared/access/scope';
import { notFound } from '@plat/shared/errors/plat-error';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Equal } from 'typeorm';
import type { OwnParticipationsOf } from '../exchange-participant/exchange-participant.loader';
import { Exchange } from './exchange.entity';
import { assertMayManageExchange, mayReadOfficeFields, visibleExchanges } from './exchange.policy';

/** What the viewer may in an exchange, for the services of all that belongs to one. */
export class ExchangeRights {
  constructor(
    private readonly scope: RequestScope,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly own: OwnParticipationsOf,
  ) {}

  /** @returns what throws FORBIDDEN unless the viewer may write in the exchange; to be called once it is known to be visible */
  async guard(exchangeId: string): Promise<() => void> {
    const own = await this.participations(exchangeId);
    return () => assertMayManageExchange(this.scope.viewer, own);
  }

  /** @returns an exchange in which the viewer may write @throws PlatError NOT_FOUND or FORBIDDEN */
  async managed(exchangeId: string): Promise<Exchange> {
    const exchange = await this.exchanges.load(exchangeId);
    if (!exchange) throw notFound('Exchange', exchangeId);
    (await this.guard(exchange.id))();
    return exchange;
  }

  /** The exchanges that the viewer may know exist. */
  get visible(): Scope<Exchange> {
    return visibleExchanges(this.scope.viewer);
  }

  async readsOfficeFields(exchangeId: string): Promise<boolean> {
    return mayReadOfficeFields(this.scope.viewer, await this.participations(exchangeId));
  }

  /** Makes others who write in the exchange wait, for rules over several of its rows. */
  async lock(exchangeId: string): Promise<void> {
    const { db, viewer } = this.scope;
    await db.findOne(Exchange, { where: narrowed(visibleExchanges(viewer), 'id', Equal(exchangeId)), lock: { mode: 'pessimistic_write' } });
  }

  /** The viewer's own; none for an administrator, who needs none. */
  async participations(exchangeId: string): Promise<readonly Participation[]> {
    return this.scope.viewer.isAdmin ? [] : this.own(exchangeId);
  }
}
