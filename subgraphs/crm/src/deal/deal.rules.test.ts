import { describe, expect, it } from '@jest/globals';
import type { PlatError } from '@plat/shared/errors/plat-error';
import { DealStatus } from './deal.entity';
import { DealOutcome } from './deal.input';
import { archived, closed, likelihoodAfter, likelihoodOf, reopened, storedDetails, weightedValue } from './deal.rules';

const faults = (input: object) => {
  try {
    storedDetails(input);
    return undefined;
  } catch (error) {
    return (error as PlatError).extensions.fields;
  }
};
const deal = { status: DealStatus.ACTIVE, stage: 'proposal', probability: 50, probabilityOverridden: false };
const CONFLICT = expect.objectContaining({ code: 'CONFLICT' });

describe('details of a deal', () => {
  it('are stored in one form', () => {
    for (const stage of ['Under Contract', ' under-contract', 'under  contract', 'UNDER_CONTRACT', '\u{FF35}nder contract'])
      expect(storedDetails({ stage })).toEqual({ stage: 'under_contract' });
    expect(storedDetails({ title: ' House ', nextAction: ' call ', notes: 'a\nb ' })).toEqual({
      title: 'House',
      nextAction: 'call',
      notes: 'a\nb',
    });
    for (const [given, stored] of [
      ['1', '1.00'],
      ['1.5', '1.50'],
      ['0', '0.00'],
      ['00000000000012.25', '12.25'],
      ['9999999999.99', '9999999999.99'],
    ])
      expect(storedDetails({ estimatedValue: given }).estimatedValue).toBe(stored);
    const cleared = {
      estimatedValue: null,
      probability: null,
      expectedCloseDate: null,
      nextAction: null,
      nextActionDue: null,
      notes: null,
    };
    expect(storedDetails(cleared)).toEqual(cleared);
    const twice = storedDetails({ stage: 'Under Contract', estimatedValue: '1.5' });
    expect(storedDetails(twice)).toEqual(twice);
  });

  it('name every argument that breaks a rule', () => {
    expect(faults({ title: ' ', stage: '!', nextAction: '', notes: ' ', probability: 101, estimatedValue: '-1' })).toEqual({
      'input.title': 'must not be empty',
      'input.stage': 'must be words of letters and digits',
      'input.nextAction': 'must not be empty',
      'input.notes': 'must not be empty',
      'input.probability': 'must be between 0 and 100',
      'input.estimatedValue': 'must be 0 or more, below ten thousand million, with at most two decimals',
    });
    expect(faults({ title: null, stage: null })).toEqual({
      'input.title': 'must not be null; leave it out',
      'input.stage': 'must not be null; leave it out',
    });
    expect(faults({ title: 'x'.repeat(256), stage: 'x'.repeat(101), nextAction: 'x'.repeat(1001), notes: 'x'.repeat(20_001) })).toEqual({
      'input.title': 'must have at most 255 characters',
      'input.stage': 'must have at most 100 characters',
      'input.nextAction': 'must have at most 1000 characters',
      'input.notes': 'must have at most 20000 characters',
    });
    for (const stage of ['won', 'Lost'])
      expect(faults({ stage })).toEqual({ 'input.stage': 'must not be won or lost; close the deal for that' });
    for (const estimatedValue of ['10000000000', '1.005'])
      expect(Object.keys(faults({ estimatedValue }) ?? {})).toEqual(['input.estimatedValue']);
    for (const probability of [0, 100]) expect(faults({ probability })).toBeUndefined();
  });
});

describe('how likely a deal is', () => {
  it('is what its stage says, or its owner', () => {
    expect(likelihoodOf('negotiation', undefined)).toEqual({ probability: 80, probabilityOverridden: false });
    expect(likelihoodOf('constructor', null)).toEqual({ probability: null, probabilityOverridden: false });
    expect(likelihoodOf('negotiation', 0)).toEqual({ probability: 0, probabilityOverridden: true });
  });

  it('follows the stage until somebody says otherwise, and again when they take that back', () => {
    expect(likelihoodAfter({ ...deal, stage: 'negotiation' }, { stage: 'negotiation' })).toEqual({
      probability: 80,
      probabilityOverridden: false,
    });
    expect(likelihoodAfter({ ...deal, probabilityOverridden: true }, { stage: 'proposal' })).toEqual({});
    expect(likelihoodAfter(deal, { probability: 65 })).toEqual({ probability: 65, probabilityOverridden: true });
    expect(likelihoodAfter({ ...deal, probabilityOverridden: true }, { probability: null })).toEqual({
      probability: 50,
      probabilityOverridden: false,
    });
    expect(likelihoodAfter(deal, { title: 'x' })).toEqual({});
  });

  it('stays as it is once the deal has ended, and so does the stage', () => {
    for (const status of [DealStatus.WON, DealStatus.LOST, DealStatus.ARCHIVED]) {
      expect(() => likelihoodAfter({ ...deal, status }, { stage: 'proposal' })).toThrow(CONFLICT);
      expect(() => likelihoodAfter({ ...deal, status }, { probability: null })).toThrow(CONFLICT);
      expect(likelihoodAfter({ ...deal, status }, { notes: 'x' })).toEqual({});
    }
  });
});

describe('the end of a deal', () => {
  it('is certain: 100 when it is won, 0 when it is lost, and open when it is put aside', () => {
    expect(closed(deal, DealOutcome.WON)).toEqual({ status: 'WON', probability: 100, probabilityOverridden: false });
    expect(closed(deal, DealOutcome.LOST)).toEqual({ status: 'LOST', probability: 0, probabilityOverridden: false });
    expect(archived(deal)).toEqual({ status: 'ARCHIVED' });
  });

  it('comes once, and is taken back by reopening alone', () => {
    for (const status of [DealStatus.WON, DealStatus.LOST, DealStatus.ARCHIVED]) {
      expect(() => closed({ status }, DealOutcome.WON)).toThrow(CONFLICT);
      expect(() => archived({ status })).toThrow(CONFLICT);
      expect(reopened({ ...deal, status })).toEqual({ status: 'ACTIVE', probability: 50, probabilityOverridden: false });
      expect(reopened({ ...deal, status, probabilityOverridden: true })).toEqual({ status: 'ACTIVE' });
    }
    expect(() => reopened(deal)).toThrow(CONFLICT);
  });
});

it.each([
  ['1000.00', 10, '100.00'],
  ['0.01', 50, '0.01'],
  ['0.01', 49, '0.00'],
  ['1.05', 10, '0.11'],
  ['9999999999.99', 100, '9999999999.99'],
  ['9999999999.99', 33, '3300000000.00'],
  ['12.5', 100, '12.50'],
  ['5', 0, '0.00'],
  [null, 50, null],
  ['5.00', null, null],
])('a deal of %s at %s is worth %s', (estimatedValue, probability, worth) => {
  expect(weightedValue({ estimatedValue, probability })).toBe(worth);
});
