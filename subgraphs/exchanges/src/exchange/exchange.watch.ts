import { notFound } from '@plat/shared/errors/plat-error';
import type { EventPattern } from '@plat/shared/events/subscriptions';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { LiveStream } from '@plat/shared/live/live-stream';
import type { ExchangesContext } from '../context';
import type { Exchange } from './exchange.entity';

/** By these the right to hear of an exchange may end. */
const HEED: readonly EventPattern[] = ['exchange_participant.*', 'exchange.deleted'];

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

  /** @throws PlatError NOT_FOUND */
  async assertSees(exchangeId: string): Promise<void> {
    if (!(await this.exchanges.load(exchangeId))) throw notFound('Exchange', exchangeId);
  }
}
