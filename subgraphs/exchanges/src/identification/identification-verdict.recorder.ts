import { isDeepStrictEqual } from 'node:util';
import type { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { type EntityManager, MoreThan } from 'typeorm';
import { civilDayOf } from '../exchange/exchange.civil-date';
import { periodsOf } from '../exchange/exchange.deadlines';
import { Exchange } from '../exchange/exchange.entity';
import { holdingsOf } from './identification.facts';
import { type Holdings, inputsOf } from './identification.inputs';
import { judgeIdentification, RULES_VERSION } from './identification.rules';
import { IdentificationOutcome, IdentificationVerdict } from './identification-verdict.entity';

type Verdict = Pick<IdentificationVerdict, 'exchangeId' | 'asOf' | 'rulesVersion' | 'verdict' | 'arithmetic'>;

/** The transaction in which something changed, and the events that belong to it. */
interface Step {
  readonly db: EntityManager;
  readonly events: Pick<Events, 'record'>;
}

export function verdictOn(holdings: Holdings, now: Date): Verdict {
  const { exchange } = holdings;
  const inputs = inputsOf(holdings, civilDayOf(now, exchange.timeZone));
  const { verdict, ...reached } = judgeIdentification(inputs);
  const { identificationEnds, exchangeEnds, today: asOf } = inputs;
  const arithmetic = { ...reached, identificationEnds, exchangeEnds };
  return { exchangeId: exchange.id, asOf, rulesVersion: RULES_VERSION, verdict: IdentificationOutcome[verdict], arithmetic };
}

/** Keeps what was thought of an identification each time that it changes. */
export class VerdictRecorder {
  constructor(
    private readonly scope: Pick<RequestScope, 'db'>,
    private readonly events: Pick<Events, 'record'>,
    private readonly now: () => Date,
  ) {}

  /** After a change in an exchange, in its transaction; what comes to the same as before is not put on record again. */
  async record(exchangeId: string, { db, events }: Step = { db: this.scope.db, events: this.events }): Promise<void> {
    const exchange = await db.findOneByOrFail(Exchange, { id: exchangeId });
    const reached = verdictOn(await holdingsOf(db, exchange), this.now());
    const last = await db.findOne(IdentificationVerdict, { where: { exchangeId }, order: { createdAt: 'DESC', id: 'DESC' } });
    if (last ? isSame(last, reached) : reached.verdict === IdentificationOutcome.NONE) return;
    const verdict = await db.save(db.create(IdentificationVerdict, reached));
    await events.record('identification_verdict.reached', verdict, { exchangeId });
  }

  /** For the clock, once a period is over: what that alone makes of the verdict. */
  async recordEnds(exchange: Exchange): Promise<void> {
    const today = civilDayOf(this.now(), exchange.timeZone);
    const { identificationEnds, exchangeEnds } = periodsOf(exchange);
    const ended = [identificationEnds, exchangeEnds]
      .filter((end): end is string => end !== null && end < today)
      .sort()
      .at(-1);
    if (ended === undefined) return;
    const isJudged = await this.scope.db.existsBy(IdentificationVerdict, { exchangeId: exchange.id, asOf: MoreThan(ended) });
    if (!isJudged) await this.record(exchange.id);
  }
}

/** Another day alone is no other verdict. */
const isSame = (one: Verdict, other: Verdict): boolean =>
  one.verdict === other.verdict && one.rulesVersion === other.rulesVersion && isDeepStrictEqual(one.arithmetic, other.arithmetic);
