import type { Events } from '@plat/shared/events/events';
import type { EntityManager } from 'typeorm';
import { Exchange, type ExchangeStage, ExchangeStatus } from '../exchange/exchange.entity';
import type { Edge } from '../exchange/exchange.stages';
import { contactsToTell } from '../exchange-participant/exchange-participant.told';
import { ExchangeStageEvent } from './exchange-stage-event.entity';

/** What a step is noted with: in a transaction of a request or of the system. */
export interface StepParts {
  readonly db: EntityManager;
  readonly events: Pick<Events, 'record'>;
}

/** Who takes a step, when, and for what reason if a rule is passed over. */
export interface Walk {
  readonly actorId: string | null;
  readonly at: Date;
  readonly reason?: string;
}

/** What a status follows from a stage: the ends are ends of both, and an open stage is worked on again. */
const statusAt = (to: Edge['to'], status: ExchangeStatus): ExchangeStatus => {
  if (to === 'COMPLETED') return ExchangeStatus.COMPLETED;
  if (to === 'TERMINATED') return ExchangeStatus.TERMINATED;
  return status === ExchangeStatus.ON_HOLD ? status : ExchangeStatus.ACTIVE;
};

/**
 * Takes an exchange along a way: stamps it, notes the step, and tells those who take part. It is locked, and says
 * afterwards what its row says.
 */
export async function takeStep({ db, events }: StepParts, exchange: Exchange, { from, to, guard }: Edge, walk: Walk): Promise<void> {
  const { actorId, at, reason = null } = walk;
  const before = {
    status: exchange.status,
    workflowStage: exchange.workflowStage,
    stageChangedAt: exchange.stageChangedAt,
    stageChangedById: exchange.stageChangedById,
  };
  const after = {
    status: statusAt(to, exchange.status),
    workflowStage: to as ExchangeStage,
    stageChangedAt: at,
    stageChangedById: actorId,
  };
  await db.update(Exchange, { id: exchange.id }, after);
  Object.assign(exchange, after);
  const steps = await db.countBy(ExchangeStageEvent, { exchangeId: exchange.id });
  await db.insert(ExchangeStageEvent, {
    exchangeId: exchange.id,
    from: from as ExchangeStage,
    to: to as ExchangeStage,
    guard,
    overrideReason: reason,
    actorId,
    at,
    step: steps + 1,
  });
  const participants = exchange.notificationsEnabled ? await contactsToTell(db, exchange.id) : [];
  await events.record('exchange.stage_changed', exchange, { before, after, exchangeId: exchange.id, guard, participants });
}
