import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { DeadlineOverride } from '../deadline-override/deadline-override.entity';
import { civilDayOf, daysBetween } from '../exchange/exchange.civil-date';
import { reckon } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import { returnWarnings, type Warning, weekendWarnings } from '../exchange/exchange.warnings';
import { DeadlineKind, type ExchangeDeadline } from './exchange-deadline.entity';

/** What is said of deadlines that depends on the day, on the exchange, and on who asks. */
export class ExchangeDeadlineService {
  constructor(
    private readonly exchanges: LoaderById<Exchange>,
    private readonly overrides: LoaderById<DeadlineOverride>,
    private readonly clock: () => Date,
  ) {}

  /** @returns 0 on the last day itself, and less when it is over; null where the exchange is hidden */
  async daysLeft({ exchangeId, effectiveOn }: ExchangeDeadline): Promise<number | null> {
    const exchange = await this.exchanges.load(exchangeId);
    return exchange && effectiveOn ? daysBetween(civilDayOf(this.clock(), exchange.timeZone), effectiveOn) : null;
  }

  async warnings({ exchangeId, kind, effectiveOn, computedOn }: ExchangeDeadline): Promise<Warning[]> {
    const exchange = await this.exchanges.load(exchangeId);
    const reckoning = exchange && reckon(exchange);
    const ofReturn =
      reckoning && kind === DeadlineKind.EXCHANGE && effectiveOn === computedOn ? returnWarnings(reckoning, exchange.returnExtended) : [];
    return [...(effectiveOn ? weekendWarnings(effectiveOn) : []), ...ofReturn];
  }

  /** What moves it; null for whom that is not, and where it stays as computed. */
  async override({ exchangeId, kind }: ExchangeDeadline): Promise<DeadlineOverride | null> {
    const override = await this.overrides.load(exchangeId);
    const moved = kind === DeadlineKind.IDENTIFICATION ? override?.identificationOn : override?.exchangeOn;
    return moved ? override : null;
  }
}
