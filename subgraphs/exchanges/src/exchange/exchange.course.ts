import type { Events } from '@plat/shared/events/events';
import { type EntityManager, IsNull } from 'typeorm';
import { DeadlineCause } from '../deadline-event/deadline-event.entity';
import { DeadlineOverride } from '../deadline-override/deadline-override.entity';
import { differing, keepDeadlines } from '../exchange-deadline/exchange-deadline.reckoning';
import { contactsToTell } from '../exchange-participant/exchange-participant.told';
import { takeStep } from '../exchange-stage-event/exchange-stage-event.step';
import { holdingsOf } from '../identification/identification.facts';
import { VerdictRecorder } from '../identification/identification-verdict.recorder';
import { judgeNoticesAgain } from '../identification-notice/identification-notice.again';
import { Exchange } from './exchange.entity';
import { factsOf, firstTransfer } from './exchange.facts';
import { isEnded, nextEdge, StageGuard } from './exchange.stages';

/** The transaction in which an exchange takes its course: a request's, whose viewer runs the exchange, or the system's. */
export interface CourseParts {
  readonly db: EntityManager;
  readonly events: Pick<Events, 'record'>;
  readonly clock: () => Date;
}

/** Why an exchange is looked at. */
export interface Reason {
  /** Contact of whoever changed something; null for the clock. */
  readonly actorId: string | null;
  readonly cause?: DeadlineCause;
  /** Whether dates of its properties were recorded that may count as evidence. */
  readonly hasEvidence?: boolean;
  /** The day of a transfer that was taken back or corrected, from which the exchange's own may have followed. */
  readonly formerTransfer?: string | null;
}

const EVIDENCE = 'Something dated inside the period was recorded.';

/**
 * What follows from the dates of an exchange and of its properties, in the transaction that changed them: the day of the
 * first transfer, both deadlines with their history, and the stage as far as it goes by itself.
 */
export class ExchangeCourse {
  constructor(private readonly parts: CourseParts) {}

  /** @param exchange locked; it says afterwards what its row says */
  async follow(
    exchange: Exchange,
    { actorId, cause = DeadlineCause.RECOMPUTED, hasEvidence = false, formerTransfer }: Reason,
  ): Promise<void> {
    const { db, clock } = this.parts;
    const at = clock();
    const before = datesOf(exchange);
    const { properties, valuations } = await holdingsOf(db, exchange);
    const isTakenBack = typeof formerTransfer === 'string' && formerTransfer === exchange.transferDate;
    const transferDate = firstTransfer(properties) ?? (isTakenBack ? null : exchange.transferDate);
    const transfer = differing(exchange, { transferDate: transferDate ?? null });
    Object.assign(exchange, transfer);
    const override = await db.findOneBy(DeadlineOverride, { exchangeId: exchange.id, liftedAt: IsNull() });
    const deadlines = await keepDeadlines(db, exchange, override, { cause, actorId, at });
    Object.assign(exchange, deadlines);
    const isNamed = await this.keep(exchange, before, { ...transfer, ...deadlines });
    if (isEnded(exchange.workflowStage)) return;
    let evidence = hasEvidence || isNamed;
    const holdings = isNamed ? await holdingsOf(db, exchange) : { properties, valuations };
    const edge = () => nextEdge(exchange.workflowStage, factsOf({ ...holdings, exchange }, at), evidence);
    for (let next = edge(); next; next = edge()) {
      const reason = next.guard === StageGuard.EVIDENCE ? EVIDENCE : undefined;
      await takeStep(this.parts, exchange, next, { actorId: next.by === 'CLOCK' ? null : actorId, at, reason });
      evidence &&= next.by !== 'EVIDENCE'; // it leads on once
    }
  }

  /**
   * Those who take part are told of new deadlines, once for both.
   * @param changes already the exchange's @returns whether a notice is accepted by them that was late before
   */
  private async keep(exchange: Exchange, before: Dates, changes: Partial<Exchange>): Promise<boolean> {
    if (Object.keys(changes).length === 0) return false;
    const { db, events, clock } = this.parts;
    await db.update(Exchange, { id: exchange.id }, changes as object);
    const after = datesOf(exchange);
    const isMoved = after.identificationDeadline !== before.identificationDeadline || after.exchangeDeadline !== before.exchangeDeadline;
    const participants = isMoved && exchange.notificationsEnabled ? await contactsToTell(db, exchange.id) : [];
    await events.record('exchange.deadlines_changed', exchange, { before, after, exchangeId: exchange.id, participants });
    // Other periods are other days to be judged by.
    if (!isMoved) return false;
    const isNamed = await judgeNoticesAgain(this.parts, exchange, clock());
    await new VerdictRecorder({ db }, events, clock).record(exchange.id);
    return isNamed;
  }
}

type Dates = Pick<Exchange, 'transferDate' | 'identificationDeadline' | 'exchangeDeadline'>;

const datesOf = ({ transferDate, identificationDeadline, exchangeDeadline }: Exchange): Dates => ({
  transferDate: transferDate ?? null,
  identificationDeadline: identificationDeadline ?? null,
  exchangeDeadline: exchangeDeadline ?? null,
});
