import { notFound } from '@plat/shared/errors/plat-error';
import type { EventPattern } from '@plat/shared/events/subscriptions';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { LiveNotice } from '@plat/shared/live/live-notice';
import type { LiveStream } from '@plat/shared/live/live-stream';
import type { ExchangesContext } from '../context';
import type { Exchange } from './exchange.entity';

/** By these the right to hear of an exchange may end. */
const HEED: readonly EventPattern[] = ['exchange_participant.*', 'exchange.deleted'];

/** What a subscription of an exchange is asked with. */
export interface WatchedExchange {
  readonly args: { readonly exchangeId: string };
  readonly context: ExchangesContext;
}

/** Of what happened, the row to which it happened. */
export type ToldOfExchange = Pick<LiveNotice, 'id'>;

/** A row of an exchange as somebody sees it, by its loader: both walls. */
type RowOf = (context: ExchangesContext, id: string) => Promise<{ readonly exchangeId: string } | null>;

/** Lets subscriptions wait for what happens in an exchange, for as long as the viewer sees it. */
export class ExchangeWatch {
  constructor(
    private readonly scope: RequestScope,
    private readonly exchanges: LoaderById<Exchange>,
  ) {}

  /**
   * @param on the events that are its news @param may asked besides, before each answer
   * @throws PlatError UNAVAILABLE; NOT_FOUND once the viewer does not see the exchange, and what `may` throws
   */
  of(exchangeId: string, on: readonly EventPattern[], may: (context: ExchangesContext) => unknown = () => undefined): LiveStream {
    return this.scope.live.watch({
      on,
      heed: HEED,
      about: { name: 'exchangeId', id: exchangeId },
      may: async (context: ExchangesContext) => {
        await context.exchangeWatch.assertSees(exchangeId);
        await may(context);
      },
    });
  }

  /**
   * The same where the news are rows that nobody sees who does not see their exchange: one that is seen is the proof of the
   * right, by the statement that reads it anyway; without one the exchange is asked for.
   */
  ofRows(exchangeId: string, on: readonly EventPattern[], rowOf: RowOf): LiveStream {
    return this.scope.live.watch({
      on,
      heed: HEED,
      about: { name: 'exchangeId', id: exchangeId },
      may: async (context: ExchangesContext, news) => {
        const row = news?.id ? await rowOf(context, news.id) : null;
        if (row?.exchangeId !== exchangeId.toLowerCase()) await context.exchangeWatch.assertSees(exchangeId);
      },
    });
  }

  /** @throws PlatError NOT_FOUND */
  async assertSees(exchangeId: string): Promise<void> {
    if (!(await this.exchanges.load(exchangeId))) throw notFound('Exchange', exchangeId);
  }
}
