import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../exchange/exchange.civil-date';
import { judgeRelease, type ReleaseAsk, type ReleaseFacts } from './fund-release.rules';

const TRANSFER = '2026-03-01';
const day = (count: number) => addDays(TRANSFER, count);
const FACTS: ReleaseFacts = {
  today: day(46),
  identificationDeadline: day(45),
  exchangeDeadline: day(180),
  isSimultaneous: false,
  wasNoticeEverInForce: false,
  anythingReceived: false,
  allIdentifiedReceived: false,
  isAllReceived: false,
  verdict: 'OK',
};
const ASK: ReleaseAsk = { purpose: 'TO_TAXPAYER', payeeIsTaxpayer: true };
const said = (facts: Partial<ReleaseFacts>, ask: Partial<ReleaseAsk> = {}) => {
  const { decision, reason } = judgeRelease({ ...FACTS, ...facts }, { ...ASK, ...ask });
  return `${decision} ${reason}`;
};
const identified = { wasNoticeEverInForce: true };

describe('the gate of (g)(6)', () => {
  it.each([
    [30, 'DENY IDENTIFICATION_PERIOD'],
    [45, 'DENY IDENTIFICATION_PERIOD'],
    [46, 'ALLOW NOTHING_IDENTIFIED'],
  ])('answers on day %i, with nothing identified, %s', (count, answer) => {
    expect(said({ today: day(count) })).toBe(answer);
  });

  it('opens the day after the exchange period, whatever was identified, and not on its last day', () => {
    expect(said({ ...identified, today: day(180) })).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    expect(said({ ...identified, today: day(181) })).toBe('ALLOW EXCHANGE_PERIOD_OVER');
    expect(said({ ...identified, today: day(101), exchangeDeadline: day(100) })).toBe('ALLOW EXCHANGE_PERIOD_OVER');
    expect(said({ ...identified, today: day(181), exchangeDeadline: day(300) })).toBe('DENY IDENTIFIED_NOT_RECEIVED');
  });

  it('stays shut for five properties over 200 % until the period ends, even when all were received', () => {
    const overlong: Partial<ReleaseFacts> = { ...identified, verdict: 'PENDING_95' };
    expect(said(overlong)).toBe('DENY PENDING_95');
    expect(said({ ...overlong, anythingReceived: true, allIdentifiedReceived: true, today: day(180) })).toBe('DENY PENDING_95');
    expect(said({ ...overlong, today: day(181) })).toBe('ALLOW EXCHANGE_PERIOD_OVER');
  });

  it('opens once all that was identified is received, but not within the identification period', () => {
    const received = { ...identified, anythingReceived: true, allIdentifiedReceived: true };
    expect(said({ ...received, today: day(45) })).toBe('DENY IDENTIFICATION_PERIOD');
    expect(said(received)).toBe('ALLOW ALL_RECEIVED');
    expect(said({ ...received, allIdentifiedReceived: false })).toBe('DENY IDENTIFIED_NOT_RECEIVED');
  });

  it('stays shut when what was identified was revoked, and when something was received without a notice and more is to come', () => {
    expect(said(identified)).toBe('DENY IDENTIFIED_NOT_RECEIVED');
    expect(said({ anythingReceived: true })).toBe('DENY IDENTIFIED_NOT_RECEIVED');
  });

  it('opens for a contingency after day 45 that is in writing, of the exchange and beyond control', () => {
    const contingency = { occurredOn: day(46), relatesToExchange: true, isInWriting: true, beyondControl: true };
    expect(said(identified, { contingency })).toBe('ALLOW MATERIAL_CONTINGENCY');
    for (const lacking of [
      { occurredOn: day(45) },
      { occurredOn: day(47) },
      { relatesToExchange: false },
      { isInWriting: false },
      { beyondControl: false },
    ])
      expect(said(identified, { contingency: { ...contingency, ...lacking } })).toBe('DENY CONTINGENCY_INSUFFICIENT');
  });

  it('lets purchases of identified property through, and within 45 days of any', () => {
    const buy = { purpose: 'PROPERTY_PURCHASE', payeeIsTaxpayer: false } as const;
    expect(said({ today: day(30) }, { ...buy, property: { isIdentified: false } })).toBe('ALLOW PROPERTY_PURCHASE');
    expect(said({ today: day(46) }, { ...buy, property: { isIdentified: false } })).toBe('DENY NOT_IDENTIFIED');
    expect(said({ today: day(180) }, { ...buy, property: { isIdentified: true } })).toBe('ALLOW PROPERTY_PURCHASE');
    expect(said({ today: day(181) }, { ...buy, property: { isIdentified: true } })).toBe('DENY EXCHANGE_PERIOD_OVER');
    expect(said({ today: day(30) }, { ...buy, property: null })).toBe('DENY NO_REPLACEMENT_PROPERTY');
    expect(said({ today: day(30) }, { ...buy, payeeIsTaxpayer: true, property: { isIdentified: true } })).toBe('DENY PAYEE_IS_TAXPAYER');
  });

  it('lets listed costs of the closing statement through, at any time', () => {
    const pay = { purpose: 'TRANSACTION_COST', payeeIsTaxpayer: false } as const;
    const cost = { kind: 'COMMISSION', isOnClosingStatement: true } as const;
    expect(said({ today: day(3) }, { ...pay, cost })).toBe('ALLOW LISTED_COST');
    expect(said({ today: day(3) }, { ...pay, cost: { ...cost, kind: 'OTHER' } })).toBe('DENY COST_NOT_LISTED');
    expect(said({ today: day(3) }, { ...pay, cost: null })).toBe('DENY COST_NOT_LISTED');
    expect(said({ today: day(3) }, { ...pay, cost: { ...cost, isOnClosingStatement: false } })).toBe('DENY NOT_ON_CLOSING_STATEMENT');
    expect(said({ today: day(3) }, { ...pay, cost, payeeIsTaxpayer: true })).toBe('DENY PAYEE_IS_TAXPAYER');
  });

  it('stays shut while the periods are not known, and says its figures and source', () => {
    expect(said({ identificationDeadline: null, exchangeDeadline: null })).toBe('DENY PERIODS_UNKNOWN');
    expect(judgeRelease(FACTS, ASK)).toMatchObject({
      citation: '26 CFR 1.1031(k)-1(g)(6)(ii)',
      arithmetic: 'today 2026-04-16; day 45 is 2026-04-15; the exchange period ends on 2026-08-28',
    });
  });

  it('buys in a simultaneous exchange, which has no periods, and pays the taxpayer once all is received', () => {
    const atOnce = { isSimultaneous: true, identificationDeadline: null, exchangeDeadline: null };
    const buy = { purpose: 'PROPERTY_PURCHASE', payeeIsTaxpayer: false, property: { isIdentified: false } } as const;
    expect(said(atOnce, buy)).toBe('ALLOW PROPERTY_PURCHASE');
    expect(said(atOnce, { ...buy, payeeIsTaxpayer: true })).toBe('DENY PAYEE_IS_TAXPAYER');
    expect(said(atOnce, { ...buy, property: null })).toBe('DENY NO_REPLACEMENT_PROPERTY');
    expect(said(atOnce)).toBe('DENY NOT_ALL_RECEIVED');
    expect(said({ ...atOnce, isAllReceived: true })).toBe('ALLOW ALL_RECEIVED');
    const cost = { kind: 'COMMISSION', isOnClosingStatement: true } as const;
    expect(said(atOnce, { purpose: 'TRANSACTION_COST', payeeIsTaxpayer: false, cost })).toBe('ALLOW LISTED_COST');
  });

  it('never opens for the taxpayer before the end of the identification period, and always after that of the exchange', () => {
    const anyFacts = fc.record({
      wasNoticeEverInForce: fc.boolean(),
      anythingReceived: fc.boolean(),
      allIdentifiedReceived: fc.boolean(),
      verdict: fc.constantFrom<ReleaseFacts['verdict']>('OK', 'FAIL', 'PENDING_95'),
    });
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 46, max: 300 }), (facts, count, end) => {
        const answer = said({ ...facts, today: day(count), exchangeDeadline: day(end) });
        if (count <= 45) expect(answer).toMatch(/^DENY/);
        if (count > end) expect(answer).toMatch(/^ALLOW/);
        if (facts.verdict === 'PENDING_95' && (facts.wasNoticeEverInForce || facts.anythingReceived) && count <= end)
          expect(answer).toMatch(/^DENY/);
      }),
      { numRuns: 1_000 },
    );
  });
});
