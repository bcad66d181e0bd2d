import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { gainWorksheet, WORKSHEET_INPUTS, type WorksheetInputs } from './gain-worksheet.rules';

const NOTHING = Object.fromEntries(WORKSHEET_INPUTS.map((name) => [name, '0'])) as WorksheetInputs;
const lines = (inputs: Partial<WorksheetInputs>): Record<number, Decimal> =>
  Object.fromEntries(gainWorksheet({ ...NOTHING, ...inputs }).map(({ line, amount }) => [line, new Decimal(amount)]));
const amounts = (inputs: Partial<WorksheetInputs>, ...of: number[]): string[] => {
  const all = lines(inputs);
  return of.map((line) => String(all[line]));
};

const cents = fc.bigInt({ min: 0n, max: 999_999_999_999_999n }).map((value) => new Decimal(value.toString()).div(100).toFixed(2));
const anyInputs = fc.record(
  Object.fromEntries(WORKSHEET_INPUTS.map((name) => [name, cents])) as Record<keyof WorksheetInputs, typeof cents>,
);

describe('lines 15 to 25 of Form 8824', () => {
  it('are those of Montana’s example, ARM 42.2.308', () => {
    expect(amounts({ cashReceived: '8', fmvReceived: '90', adjustedBasis: '10' }, 15, 16, 18, 19, 23, 24, 25)).toEqual(
      ['8', '90', '10', '88', '8', '80', '10'], //
    );
  });

  it('treat debt that is not replaced as received', () => {
    const trade = { debtRelieved: '400', debtAssumed: '300', fmvReceived: '900', adjustedBasis: '300' };
    expect(amounts(trade, 15, 24, 25)).toEqual(['100', '600', '300']);
  });

  it('let cash that is added take the place of debt', () => {
    const trade = { debtRelieved: '400', debtAssumed: '300', cashPaid: '100', fmvReceived: '1000', adjustedBasis: '300' };
    expect(amounts(trade, 15, 25)).toEqual(['0', '300']);
  });

  it('let no new debt take the place of cash that is taken out', () => {
    const trade = { cashReceived: '50', debtRelieved: '400', debtAssumed: '450', fmvReceived: '1000', adjustedBasis: '300' };
    expect(amounts(trade, 15, 18, 25)).toEqual(['50', '350', '350']);
  });

  it('recognise no loss', () => {
    expect(amounts({ cashReceived: '100', fmvReceived: '500', adjustedBasis: '900' }, 23, 24, 25)).toEqual(['0', '-300', '800']);
  });

  it('count recapture in full, and use expenses on line 15 before line 18', () => {
    const trade = { cashReceived: '10', fmvReceived: '100', adjustedBasis: '50', expenses: '12', recapture: '7' };
    expect(amounts(trade, 15, 18, 19, 20, 21, 22, 23)).toEqual(['0', '52', '48', '0', '7', '0', '7']);
  });

  it('say to the cent what no floating-point number holds, with formula, figures and line of the form', () => {
    const [first] = gainWorksheet({ ...NOTHING, cashReceived: '9999999999999.99', otherReceived: '0.02' });
    expect(first).toMatchObject({
      line: 15,
      amount: '10000000000000.01',
      arithmetic: 'max(0, 9999999999999.99 + 0.02 + 0.00 − 0.00) = 10000000000000.01',
      source: 'Form 8824, Part III, line 15; 26 CFR 1.1031(d)-2',
    });
  });

  it('always fulfil line 25 = line 16 − line 24, and 0 ≤ line 20 ≤ max(0, line 15)', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { 15: l15, 16: l16, 20: l20, 24: l24, 25: l25 } = lines(inputs) as Record<15 | 16 | 20 | 24 | 25, Decimal>;
        expect(l25.eq(l16.minus(l24))).toBe(true);
        expect(l20.gte(0) && l20.lte(Decimal.max(0, l15))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never have more gain with more expenses', () => {
    fc.assert(
      fc.property(anyInputs, cents, (inputs, more) => {
        const [before, after] = [lines(inputs), lines({ ...inputs, expenses: new Decimal(inputs.expenses).plus(more).toFixed(2) })];
        for (const line of [15, 19, 20, 23]) expect(after[line]?.lte(before[line] as Decimal)).toBe(true);
        expect(after[18]?.gte(before[18] as Decimal)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never offset cash and other property received by new debt', () => {
    fc.assert(
      fc.property(anyInputs, cents, (inputs, more) => {
        const after = lines({ ...inputs, debtAssumed: new Decimal(inputs.debtAssumed).plus(more).toFixed(2) });
        const floor = new Decimal(inputs.cashReceived).plus(inputs.otherReceived).minus(inputs.expenses);
        expect(after[15]?.gte(floor)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
