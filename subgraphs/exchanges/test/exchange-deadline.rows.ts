import { DeadlineEvent } from '../src/deadline-event/deadline-event.entity';
import { DeadlineOverride } from '../src/deadline-override/deadline-override.entity';
import { DeadlineReminder } from '../src/deadline-reminder/deadline-reminder.entity';
import type { Exchange } from '../src/exchange/exchange.entity';
import { ExchangeDeadline } from '../src/exchange-deadline/exchange-deadline.entity';
import { ExchangeStageEvent } from '../src/exchange-stage-event/exchange-stage-event.entity';
import { TEST_NOW, type TestExchanges } from './exchanges.factory';

export const CITATION = 'IRS Notice 2026-1 under Rev. Proc. 2018-58, section 17';

/** An exchange's deadlines and what happened to them, past all rules: a row of each table, for the walls. */
export const deadlineRows = (
  service: TestExchanges,
  { id: exchangeId }: Exchange,
  contactId: string,
): Promise<{ readonly overrideId: string }> =>
  service.given(async (db) => {
    const at = new Date(TEST_NOW);
    const dates = { kind: 'EXCHANGE' as never, rule: 'Day 0.', inputs: {} };
    await db.save(ExchangeDeadline, {
      exchangeId,
      ...dates,
      computedOn: '2027-04-15',
      effectiveOn: '2027-08-13',
      source: '26 CFR 1.1031(k)-1(b)(2)(ii)',
      effectiveSince: at,
    });
    await db.save(DeadlineEvent, { exchangeId, ...dates, cause: 'OVERRIDDEN' as never, newEffectiveOn: '2027-08-13', at });
    const override = { citation: CITATION, reason: 'Fire', exchangeOn: '2027-08-13', overriddenAt: at };
    const { id: overrideId } = await db.save(DeadlineOverride, { exchangeId, ...override });
    await db.save(ExchangeStageEvent, {
      exchangeId,
      from: 'PENDING' as never,
      to: 'IDENTIFICATION' as never,
      guard: 'PERIOD_BEGAN' as never,
      step: 1,
      at,
    });
    await db.save(DeadlineReminder, {
      exchangeId,
      kind: 'EXCHANGE' as never,
      deadlineOn: '2027-08-13',
      threshold: 7,
      contactId,
      sentAt: at,
    });
    return { overrideId };
  });
