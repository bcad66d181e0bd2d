import { Decimal } from 'decimal.js';
import { addYears } from '../exchange/exchange.civil-date';
import { NO_TAX_ADVICE } from '../funds/no-tax-advice';

/** What was attested of somebody. */
export interface Attested {
  readonly agentKind:
    | 'EMPLOYEE'
    | 'ATTORNEY'
    | 'ACCOUNTANT'
    | 'INVESTMENT_BANKER_OR_BROKER'
    | 'REAL_ESTATE_AGENT_OR_BROKER'
    | 'EXCHANGE_SERVICES'
    | 'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST'
    | null;
  readonly lastServiceOn: string | null;
  readonly relation: 'FAMILY' | 'OWNERSHIP' | 'FIDUCIARY' | null;
  readonly ownershipPercent: string | null;
  readonly relatedToAgent: boolean;
}

/** Whether somebody may act as intermediary, escrow holder, trustee or recipient of a notice. */
export interface DisqualificationJudgement {
  readonly isDisqualified: boolean;
  readonly reason: string;
  readonly explanation: string;
  readonly arithmetic: string;
  readonly citation: string;
  readonly notice: string;
}

const DISREGARDED: ReadonlySet<Attested['agentKind']> = new Set<Attested['agentKind']>([
  'EXCHANGE_SERVICES',
  'ROUTINE_FINANCIAL_TITLE_ESCROW_OR_TRUST',
]);
const PERCENT = 10;

/**
 * 26 CFR 1.1031(k)-1(k): agents of the taxpayer within two years before the first transfer, relatives by IRC 267(b) and 707(b)
 * with 10 per cent in the place of 50, and who is so related to an agent.
 * @param firstTransfer the day of it, or today while there is none: service until now is within two years of what is to come
 */
export function judgeDisqualification(attested: Attested, firstTransfer: string): DisqualificationJudgement {
  const { agentKind, lastServiceOn, relation, ownershipPercent, relatedToAgent } = attested;
  const from = addYears(firstTransfer, -2);
  const arithmetic = `two years before ${firstTransfer} begin on ${from}; last service ${lastServiceOn ?? 'none'}; interest ${ownershipPercent ?? 'none'} against ${PERCENT} per cent`;
  const said = (isDisqualified: boolean, reason: string, citation: string, explanation: string): DisqualificationJudgement => ({
    isDisqualified,
    reason,
    explanation,
    arithmetic,
    citation: `26 CFR 1.1031(k)-1(k)${citation}`,
    notice: NO_TAX_ADVICE,
  });
  if (relation === 'FAMILY' || relation === 'FIDUCIARY')
    return said(true, 'RELATED', '(3)', 'They are related to the taxpayer by IRC 267(b) or 707(b).');
  if (relation === 'OWNERSHIP' && new Decimal(ownershipPercent ?? 0).greaterThan(PERCENT))
    return said(true, 'RELATED', '(3)', 'More than 10 per cent ties them to the taxpayer.');
  if (relatedToAgent) return said(true, 'RELATED_TO_AGENT', '(4)', 'They are so related to somebody who was the taxpayer’s agent.');
  if (agentKind && DISREGARDED.has(agentKind))
    return said(
      false,
      'SERVICE_DISREGARDED',
      agentKind === 'EXCHANGE_SERVICES' ? '(2)(i)' : '(2)(ii)',
      'Services for exchanges under section 1031, and routine financial, title insurance, escrow and trust services, do not count.',
    );
  if (agentKind && lastServiceOn !== null && lastServiceOn >= from)
    return said(true, 'AGENT', '(2)', 'They were the taxpayer’s agent within two years before the first transfer.');
  return said(false, 'NOTHING_AGAINST', '(1)', 'Nothing that was attested disqualifies them.');
}
