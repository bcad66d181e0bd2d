/** The rules by which a release was judged; another behaviour is another version. */
export const RELEASE_RULES = '26-CFR-1.1031(k)-1(g)(6)/3';

export type ReleasePurpose = 'PROPERTY_PURCHASE' | 'TRANSACTION_COST' | 'TO_TAXPAYER';
export type TransactionCost = 'COMMISSION' | 'PRORATED_TAXES' | 'RECORDING_OR_TRANSFER_TAXES' | 'TITLE_COMPANY_FEES' | 'OTHER';

/** What happened after the identification period and ends the exchange, by (g)(6)(iii)(B). */
export interface Contingency {
  readonly occurredOn: string;
  readonly relatesToExchange: boolean;
  readonly isInWriting: boolean;
  readonly beyondControl: boolean;
}

/** How an exchange stands; dates are civil, of the exchange's zone. */
export interface ReleaseFacts {
  readonly today: string;
  readonly identificationDeadline: string | null;
  /** The one that counts: overrides and the return's due date applied. */
  readonly exchangeDeadline: string | null;
  /** Both sides close at once: there are no periods. */
  readonly isSimultaneous: boolean;
  /** Also when it was revoked later. */
  readonly wasNoticeEverInForce: boolean;
  readonly anythingReceived: boolean;
  /** All that counts as identified, and at least one. */
  readonly allIdentifiedReceived: boolean;
  /** All replacement property that the exchange knows of, and at least one. */
  readonly isAllReceived: boolean;
  /** Of the rules of three properties, 200 % and 95 %; UNDECIDED while values are missing on which it hangs. */
  readonly verdict: 'OK' | 'FAIL' | 'PENDING_95' | 'NONE' | 'UNDECIDED';
}

/** What is to be paid, and for what. */
export interface ReleaseAsk {
  readonly purpose: ReleasePurpose;
  readonly payeeIsTaxpayer: boolean;
  /** For a purchase: whether the property counts as identified; null when it is none that the exchange may receive. */
  readonly property?: { readonly isIdentified: boolean } | null;
  readonly cost?: { readonly kind: TransactionCost; readonly isOnClosingStatement: boolean } | null;
  readonly contingency?: Contingency | null;
}

/** Whether money may leave the account, why, and where that stands. */
export interface ReleaseJudgement {
  readonly decision: 'ALLOW' | 'DENY';
  readonly reason: string;
  readonly explanation: string;
  readonly citation: string;
  readonly arithmetic: string;
}

const CFR = '26 CFR 1.1031(k)-1';
const LISTED: ReadonlySet<TransactionCost> = new Set(['COMMISSION', 'PRORATED_TAXES', 'RECORDING_OR_TRANSFER_TAXES', 'TITLE_COMPANY_FEES']);

type Given = Omit<ReleaseJudgement, 'arithmetic'>;
const allow = (reason: string, citation: string, explanation: string): Given => ({
  decision: 'ALLOW',
  reason,
  explanation,
  citation: `${CFR}${citation}`,
});
const deny = (reason: string, citation: string, explanation: string): Given => ({
  decision: 'DENY',
  reason,
  explanation,
  citation: `${CFR}${citation}`,
});

/**
 * The gate of section (g)(6): until one of its cases is there, the taxpayer has no right to receive, pledge, borrow or
 * otherwise obtain the benefits of the money. What buys property for the exchange, and listed costs of it, is another matter.
 */
export function judgeRelease(facts: ReleaseFacts, ask: ReleaseAsk): ReleaseJudgement {
  const { today, identificationDeadline, exchangeDeadline } = facts;
  const arithmetic = `today ${today}; day 45 is ${identificationDeadline ?? 'not known'}; the exchange period ends on ${exchangeDeadline ?? 'a day not known'}`;
  return { ...decide(facts, ask), arithmetic };
}

function decide(facts: ReleaseFacts, ask: ReleaseAsk): Given {
  const { identificationDeadline, exchangeDeadline } = facts;
  if (facts.isSimultaneous) return atOnce(facts, ask);
  if (!identificationDeadline || !exchangeDeadline)
    return deny('PERIODS_UNKNOWN', '(g)(6)(i)', 'The periods are not known: record the transfer that begins them first.');
  const periods = { ...facts, identificationDeadline, exchangeDeadline };
  switch (ask.purpose) {
    case 'PROPERTY_PURCHASE':
      return purchase(periods, ask);
    case 'TRANSACTION_COST':
      return cost(ask);
    case 'TO_TAXPAYER':
      return toTaxpayer(periods, ask);
  }
}

type Known = ReleaseFacts & { readonly identificationDeadline: string; readonly exchangeDeadline: string };

/** Without periods: 26 CFR 1.1031(b)-2 has the facilitator and the same limits on the money in simultaneous exchanges. */
function atOnce({ isAllReceived }: ReleaseFacts, ask: ReleaseAsk): Given {
  if (ask.purpose === 'TRANSACTION_COST') return cost(ask);
  if (ask.purpose === 'PROPERTY_PURCHASE') return purchaseAtAll(ask) ?? PURCHASE;
  return isAllReceived
    ? allow('ALL_RECEIVED', '(g)(6)(iii)(A)', 'All replacement property of the exchange was received.')
    : deny(
        'NOT_ALL_RECEIVED',
        '(g)(6)(iii)(A)',
        'In a simultaneous exchange the taxpayer waits until all replacement property is received.',
      );
}

const PURCHASE = allow(
  'PROPERTY_PURCHASE',
  '(g)(4)(iii)',
  'The facilitator acquires replacement property with it; the taxpayer receives no money.',
);

/** @returns why money buys nothing, whatever the day; undefined where it may */
function purchaseAtAll({ payeeIsTaxpayer, property }: ReleaseAsk): Given | undefined {
  if (payeeIsTaxpayer)
    return deny('PAYEE_IS_TAXPAYER', '(f)(2)', 'Money for a purchase goes to the seller or the closing, never through the taxpayer.');
  if (!property) return deny('NO_REPLACEMENT_PROPERTY', '(g)(4)(iii)', 'A purchase is of a property that this exchange is to receive.');
  return undefined;
}

function purchase({ today, identificationDeadline, exchangeDeadline }: Known, ask: ReleaseAsk): Given {
  const refusal = purchaseAtAll(ask);
  if (refusal) return refusal;
  if (today > exchangeDeadline)
    return deny('EXCHANGE_PERIOD_OVER', '(b)(2)(ii)', 'What is bought after the exchange period is not received in the exchange.');
  if (today > identificationDeadline && !ask.property?.isIdentified)
    return deny(
      'NOT_IDENTIFIED',
      '(c)(1)',
      'After day 45 only property counts that was identified, or received, within the identification period.',
    );
  return PURCHASE;
}

function cost({ payeeIsTaxpayer, cost: item }: ReleaseAsk): Given {
  if (payeeIsTaxpayer) return deny('PAYEE_IS_TAXPAYER', '(f)(2)', 'A cost is paid to whom it is owed, never through the taxpayer.');
  if (!item || !LISTED.has(item.kind))
    return deny(
      'COST_NOT_LISTED',
      '(g)(7)(ii)',
      'Only commissions, prorated taxes, recording or transfer taxes and title company fees are disregarded.',
    );
  if (!item.isOnClosingStatement)
    return deny('NOT_ON_CLOSING_STATEMENT', '(g)(7)(ii)', 'The cost must appear under local standards in the typical closing statement.');
  return allow('LISTED_COST', '(g)(7)(ii)', 'A transactional item that relates to the disposition or the acquisition is disregarded.');
}

function toTaxpayer(facts: Known, { contingency }: ReleaseAsk): Given {
  const { today, identificationDeadline, exchangeDeadline } = facts;
  if (today > exchangeDeadline) return allow('EXCHANGE_PERIOD_OVER', '(g)(6)(i)', 'The exchange period is over.');
  if (today <= identificationDeadline)
    return deny(
      'IDENTIFICATION_PERIOD',
      '(g)(6)(i)',
      'The identification period runs until the end of day 45; until then the taxpayer has no right to the money.',
    );
  if (!facts.wasNoticeEverInForce && !facts.anythingReceived)
    return allow(
      'NOTHING_IDENTIFIED',
      '(g)(6)(ii)',
      'The identification period is over, no notice was ever in force, and nothing was received.',
    );
  if (facts.verdict === 'PENDING_95')
    return deny(
      'PENDING_95',
      '(c)(4)(ii)(B)',
      'More was identified than the rules of three properties and 200 % allow; whether 95 % is received is known at the end of the exchange period.',
    );
  if (facts.verdict === 'UNDECIDED')
    return deny(
      'VALUES_UNKNOWN',
      '(c)(4)(i)',
      'More than three properties were identified, or less was received than was identified, and it cannot be said whether the rules are kept: the verdict on the identification has why.',
    );
  if (facts.allIdentifiedReceived) return allow('ALL_RECEIVED', '(g)(6)(iii)(A)', 'All property that counts as identified was received.');
  if (contingency && isMaterial(contingency, facts))
    return allow(
      'MATERIAL_CONTINGENCY',
      '(g)(6)(iii)(B)',
      'A material and substantial contingency occurred after the identification period.',
    );
  return contingency
    ? deny(
        'CONTINGENCY_INSUFFICIENT',
        '(g)(6)(iii)(B)',
        'It must have occurred after the identification period, relate to the exchange, be provided for in writing, and be beyond the control of the taxpayer and of disqualified persons.',
      )
    : deny('IDENTIFIED_NOT_RECEIVED', '(g)(6)(iii)', 'Property was identified and not all of it received, and the exchange period runs.');
}

const isMaterial = (
  { occurredOn, relatesToExchange, isInWriting, beyondControl }: Contingency,
  { identificationDeadline, today }: Known,
): boolean => occurredOn > identificationDeadline && occurredOn <= today && relatesToExchange && isInWriting && beyondControl;
