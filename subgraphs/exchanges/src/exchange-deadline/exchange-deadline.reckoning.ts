import type { EntityManager } from 'typeorm';
import { type DeadlineCause, DeadlineEvent } from '../deadline-event/deadline-event.entity';
import type { DeadlineOverride } from '../deadline-override/deadline-override.entity';
import { type DeadlineReckoning, reckon } from '../exchange/exchange.deadlines';
import type { Exchange } from '../exchange/exchange.entity';
import { DeadlineKind, ExchangeDeadline } from './exchange-deadline.entity';

/** What made somebody reckon, and when. */
export interface Occasion {
  readonly cause: DeadlineCause;
  readonly actorId: string | null;
  readonly at: Date;
}

type Reckoned = Pick<ExchangeDeadline, 'computedOn' | 'effectiveOn' | 'rule' | 'source' | 'inputs'>;

const NOT_BEGUN = { rule: 'The period has not begun, or there is none.', source: '26 CFR 1.1031(k)-1(b)(2)' };

/**
 * Keeps both deadlines of an exchange with their rules, and what changed of them. The exchange is locked.
 * @returns the columns of the exchange that differ
 */
export async function keepDeadlines(
  db: EntityManager,
  exchange: Exchange,
  override: DeadlineOverride | null,
  { cause, actorId, at }: Occasion,
): Promise<Partial<Exchange>> {
  const known = await db.findBy(ExchangeDeadline, { exchangeId: exchange.id });
  const reckoning = reckon(exchange);
  for (const kind of Object.values(DeadlineKind)) {
    const old = known.find((one) => one.kind === kind);
    const now = reckoned(kind, exchange, reckoning, override);
    if (!old && now.computedOn === null) continue;
    if (old && (['computedOn', 'effectiveOn', 'rule', 'source'] as const).every((name) => old[name] === now[name])) continue;
    const effectiveSince = old && old.effectiveOn === now.effectiveOn ? old.effectiveSince : at;
    if (old) await db.update(ExchangeDeadline, { id: old.id }, { ...now, effectiveSince } as object);
    else await db.insert(ExchangeDeadline, { exchangeId: exchange.id, kind, ...now, effectiveSince } as object);
    await db.insert(DeadlineEvent, {
      exchangeId: exchange.id,
      kind,
      cause,
      oldComputedOn: old?.computedOn ?? null,
      newComputedOn: now.computedOn,
      oldEffectiveOn: old?.effectiveOn ?? null,
      newEffectiveOn: now.effectiveOn,
      rule: now.rule,
      inputs: now.inputs,
      actorId,
      at,
    } as object);
  }
  return differing(exchange, {
    identificationDeadline: reckoned(DeadlineKind.IDENTIFICATION, exchange, reckoning, override).effectiveOn,
    exchangeDeadline: reckoned(DeadlineKind.EXCHANGE, exchange, reckoning, override).effectiveOn,
  });
}

function reckoned(
  kind: DeadlineKind,
  exchange: Exchange,
  reckoning: DeadlineReckoning | undefined,
  override: DeadlineOverride | null,
): Reckoned {
  const { exchangeType, transferDate, parkingDate, returnDueDate, filerType, taxYearEnd, returnExtended } = exchange;
  const inputs = {
    exchangeType,
    transferDate,
    parkingDate,
    returnDueDate,
    filerType,
    taxYearEnd,
    returnExtended,
    returnDueOn: reckoning?.returnDue?.dueOn ?? null,
  };
  if (!reckoning) return { computedOn: null, effectiveOn: null, inputs, ...NOT_BEGUN };
  const computed = kind === DeadlineKind.IDENTIFICATION ? reckoning.identification : reckoning.exchange;
  const overridden = kind === DeadlineKind.IDENTIFICATION ? override?.identificationOn : override?.exchangeOn;
  return { ...computed, effectiveOn: laterOf(computed.computedOn, overridden), inputs };
}

/** Relief only postpones: a day that the rule moves past an override counts itself. */
const laterOf = (computed: string, overridden: string | null | undefined): string =>
  overridden && overridden > computed ? overridden : computed;

/** What of these values an exchange does not say yet. */
export const differing = (exchange: Exchange, values: Partial<Exchange>): Partial<Exchange> =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => (exchange[name as keyof Exchange] ?? null) !== value));
