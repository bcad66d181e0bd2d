import type { EntityManager } from 'typeorm';
import type { Exchange } from '../exchange/exchange.entity';
import { ExchangePropertyRole } from '../exchange-property/exchange-property.entity';
import { type FundsTools, todayIn } from '../funds/funds.tools';
import { NO_TAX_ADVICE } from '../funds/no-tax-advice';
import { holdingsOf } from '../identification/identification.facts';
import type { FundRelease } from './fund-release.entity';
import { gatherFacts } from './fund-release.facts';
import { judgeRelease, RELEASE_RULES, type ReleaseAsk } from './fund-release.rules';
import type { ReleaseVerdict } from './release-verdict';

/** What a release is judged by. */
export type Asked = Pick<
  FundRelease,
  'purpose' | 'payeeIsTaxpayer' | 'exchangePropertyId' | 'costKind' | 'onClosingStatement' | 'contingency'
>;

/** How a release was judged, and by what: both are kept with it. */
export interface Judged {
  readonly verdict: ReleaseVerdict;
  readonly inputs: object;
}

/** Asks the gate anew, by how the exchange stands at this moment. */
export async function askGate(db: EntityManager, tools: FundsTools, exchange: Exchange, asked: Asked): Promise<Judged> {
  const holdings = await holdingsOf(db, exchange);
  const { facts, isIdentified } = gatherFacts(holdings, todayIn(exchange, tools));
  const property = holdings.properties.find(
    ({ id, role }) => id === asked.exchangePropertyId && role !== ExchangePropertyRole.RELINQUISHED,
  );
  const ask: ReleaseAsk = {
    purpose: asked.purpose,
    payeeIsTaxpayer: asked.payeeIsTaxpayer,
    property: property ? { isIdentified: isIdentified(property.id) } : null,
    cost: asked.costKind ? { kind: asked.costKind, isOnClosingStatement: asked.onClosingStatement } : null,
    contingency: asked.contingency,
  };
  const verdict = { ...judgeRelease(facts, ask), rulesVersion: RELEASE_RULES, notice: NO_TAX_ADVICE };
  return { verdict, inputs: { facts, ask } };
}
