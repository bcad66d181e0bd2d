import { revise } from '@plat/shared/database/revise';
import { conflict } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { type FindOptionsWhere, IsNull } from 'typeorm';
import { DeadlineCause } from '../deadline-event/deadline-event.entity';
import type { ExchangeCourse } from '../exchange/exchange.course';
import { reckon } from '../exchange/exchange.deadlines';
import { Exchange } from '../exchange/exchange.entity';
import type { ExchangeProgress } from '../exchange/exchange.progress';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { checkReason } from '../exchange/exchange.stage.service';
import { isEnded } from '../exchange/exchange.stages';
import { Faults } from '../faults';
import { type ReliefBound, reliefBounds } from './deadline-override.bounds';
import { DeadlineOverride } from './deadline-override.entity';
import type { LiftExchangeDeadlineOverrideInput, OverrideExchangeDeadlineInput } from './deadline-override.input';

/** What is the exchange's column of an override, which is kept whole in a table of its own. */
type Column = Pick<Exchange, 'deadlineOverride'>;

/** Deadlines that are moved from where the rule puts them, and put back. */
export class DeadlineOverrideService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly exchanges: LoaderById<Exchange>,
    private readonly rights: ExchangeRights,
    private readonly progress: ExchangeProgress,
    private readonly course: ExchangeCourse,
    private readonly clock: () => Date,
  ) {}

  /**
   * @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, UNAVAILABLE, or CONFLICT for an old version, where there are no
   * deadlines, after the end, and while another override is in force
   */
  async override(input: OverrideExchangeDeadlineInput): Promise<Exchange> {
    const { db, references } = this.scope;
    const { citation, reason, noticeOn = null, identificationOn = null, exchangeOn = null } = input;
    const seen = await this.rights.managed(input.id);
    await this.rights.lock(seen.id);
    const other = await this.inForce(seen.id);
    const at = this.clock();
    const by = this.progress.by.actorId;
    const values = { citation, reason, noticeOn, identificationOn, exchangeOn, overriddenById: by, overriddenAt: at };
    const row = await this.revise(input, { deadlineOverride: { ...values, overriddenAt: at.toISOString() } }, (exchange) => {
      check(input, exchange);
      if (other) throw conflict('Another override is in force; lift it first.');
    });
    const documentId = input.documentId?.toLowerCase() ?? null;
    await references.confirm([{ to: 'Document', id: documentId, path: 'input.documentId', inExchange: row.id }]);
    await db.insert(DeadlineOverride, { exchangeId: row.id, ...values, documentId });
    await this.events.record('exchange.deadline_overridden', row, {
      before: { deadlineOverride: null },
      after: { deadlineOverride: row.deadlineOverride },
      exchangeId: row.id,
    });
    return this.followed(row, DeadlineCause.OVERRIDDEN);
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT for an old version and where nothing is overridden */
  async lift({ reason, ...input }: LiftExchangeDeadlineOverrideInput): Promise<Exchange> {
    const { db } = this.scope;
    const seen = await this.rights.managed(input.id);
    await this.rights.lock(seen.id);
    const override = await this.inForce(seen.id);
    const row = await this.revise(input, { deadlineOverride: null }, () => {
      checkReason(reason);
      if (!override) throw conflict('No deadline of this exchange is overridden.');
    });
    const { id } = override as DeadlineOverride;
    await db.update(DeadlineOverride, { id }, { liftedAt: this.clock(), liftedById: this.progress.by.actorId, liftReason: reason });
    await this.events.record('exchange.deadline_override_lifted', row, {
      before: { deadlineOverride: seen.deadlineOverride },
      after: { deadlineOverride: null },
      exchangeId: row.id,
      reason,
    });
    return this.followed(row, DeadlineCause.LIFTED);
  }

  /** How far it may go, as the exchange stands today. */
  async bounds(override: DeadlineOverride): Promise<ReliefBound[]> {
    const exchange = await this.exchanges.load(override.exchangeId);
    return exchange ? reliefBounds(exchange, override) : [];
  }

  /** For those who run the exchange. */
  private inForce(exchangeId: string): Promise<DeadlineOverride | null> {
    return this.scope.db.findOneBy(DeadlineOverride, { exchangeId, liftedAt: IsNull() } as FindOptionsWhere<DeadlineOverride>);
  }

  private async revise(
    { id, version }: Pick<OverrideExchangeDeadlineInput, 'id' | 'version'>,
    changes: Column,
    judge: (exchange: Exchange) => void,
  ): Promise<Exchange> {
    const { db } = this.scope;
    const { row } = await revise(db, Exchange, {
      id,
      version,
      changes,
      scope: this.rights.visible,
      mayEdit: await this.rights.guard(id),
      derive: (exchange) => {
        judge(exchange);
        return {};
      },
    });
    return row;
  }

  private async followed(exchange: Exchange, cause: DeadlineCause): Promise<Exchange> {
    await this.course.follow(exchange, { ...this.progress.by, cause });
    return exchange;
  }
}

/** @throws PlatError BAD_USER_INPUT with every argument that breaks a rule, or CONFLICT for an exchange without deadlines */
function check(
  { citation, reason, noticeOn = null, identificationOn = null, exchangeOn = null }: OverrideExchangeDeadlineInput,
  exchange: Exchange,
): void {
  const reckoning = reckon(exchange);
  if (!reckoning || isEnded(exchange.workflowStage)) throw conflict('This exchange has no deadlines under way that could be moved.');
  const faults = new Faults();
  faults.unless(citation.trim() !== '' && citation.length <= 500, 'citation', 'must have 1 to 500 characters');
  faults.unless(reason.trim() !== '' && reason.length <= 2_000, 'reason', 'must have 1 to 2,000 characters');
  faults.refuseFarDates({ noticeOn, identificationOn, exchangeOn }, 'noticeOn', 'identificationOn', 'exchangeOn');
  faults.unless(Boolean(identificationOn || exchangeOn), 'exchangeOn', 'is needed, unless identificationOn is given');
  const notBefore = (name: 'identificationOn' | 'exchangeOn', given: string | null | undefined, computed: string) => {
    if (given) faults.unless(given >= computed, name, `must not be before ${computed}, the computed day`);
  };
  notBefore('identificationOn', identificationOn, reckoning.identification.computedOn);
  notBefore('exchangeOn', exchangeOn, reckoning.exchange.computedOn);
  for (const { kind, latestOn, rule, source } of reliefBounds(exchange, { noticeOn, identificationOn, exchangeOn })) {
    const [name, given] =
      kind === 'IDENTIFICATION' ? (['identificationOn', identificationOn] as const) : (['exchangeOn', exchangeOn] as const);
    faults.unless(!given || given <= latestOn, name, `must not be after ${latestOn}: ${rule} ${source}`);
  }
  faults.throwIfAny();
}
