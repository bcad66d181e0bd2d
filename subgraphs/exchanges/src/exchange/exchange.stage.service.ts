import { revise } from '@plat/shared/database/revise';
import { conflict } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { takeStep } from '../exchange-stage-event/exchange-stage-event.step';
import { Faults } from '../faults';
import { holdingsOf } from '../identification/identification.facts';
import { Exchange, type ExchangeStage } from './exchange.entity';
import { factsOf } from './exchange.facts';
import { visibleExchanges } from './exchange.policy';
import type { ExchangeProgress } from './exchange.progress';
import type { ExchangeRights } from './exchange.rights';
import type { CompleteExchangeInput, OverrideExchangeStageInput, TerminateExchangeInput } from './exchange.stage.input';
import { backBy, type Edge, edgeTo, type StageFacts } from './exchange.stages';

const MAX_REASON = 2_000;

/** The steps of an exchange on which somebody decides: to its ends, and back. */
export class ExchangeStageService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly rights: ExchangeRights,
    private readonly progress: ExchangeProgress,
    private readonly clock: () => Date,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, or CONFLICT for an old version and unless something was transferred and received in time */
  complete(input: CompleteExchangeInput): Promise<Exchange> {
    return this.take(input, undefined, (stage, facts) => {
      const edge = edgeTo(stage, 'COMPLETED', facts);
      if (edge) return edge;
      throw conflict(
        'An exchange completes from IDENTIFICATION or REPLACEMENT, once property was given up, and property received by the deadline.',
        { stage },
      );
    });
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT for an old version and for one that has ended */
  terminate({ reason, ...input }: TerminateExchangeInput): Promise<Exchange> {
    return this.take(input, reason, (stage, facts) => {
      const edge = edgeTo(stage, 'TERMINATED', facts);
      if (edge) return edge;
      throw conflict('An exchange that has ended does not end again.', { stage });
    });
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT for a stage at which it could not stay, or CONFLICT for an old version */
  override({ stage: to, reason, ...input }: OverrideExchangeStageInput): Promise<Exchange> {
    return this.take(input, reason, (stage, facts) => {
      const way = backBy(stage, to, facts);
      if ('guard' in way) return way;
      const faults = new Faults();
      faults.unless(false, 'stage', way.refusal);
      faults.throwIfAny();
      throw new Error('A fault throws.');
    });
  }

  private async take(
    { id, version }: CompleteExchangeInput,
    reason: string | undefined,
    wayFrom: (stage: ExchangeStage, facts: StageFacts) => Edge,
  ): Promise<Exchange> {
    const { db, viewer } = this.scope;
    const { id: exchangeId } = await this.rights.managed(id);
    const locked = await this.progress.locked(exchangeId);
    const { properties, valuations } = await holdingsOf(db, locked);
    const at = this.clock();
    let way: Edge | undefined;
    const { row } = await revise(db, Exchange, {
      id: locked.id,
      version,
      changes: {},
      scope: visibleExchanges(viewer),
      mayEdit: await this.rights.guard(locked.id),
      derive: (exchange) => {
        if (reason !== undefined) checkReason(reason);
        way = wayFrom(exchange.workflowStage, factsOf({ exchange, properties, valuations }, at));
        return {};
      },
    });
    await takeStep({ db, events: this.events }, row, way as unknown as Edge, { ...this.progress.by, at, reason });
    await this.progress.afterExchange(row);
    return row;
  }
}

/** @throws PlatError BAD_USER_INPUT */
export function checkReason(reason: string): void {
  const faults = new Faults();
  faults.unless(reason.trim() !== '' && reason.length <= MAX_REASON, 'reason', 'must have 1 to 2,000 characters');
  faults.throwIfAny();
}
