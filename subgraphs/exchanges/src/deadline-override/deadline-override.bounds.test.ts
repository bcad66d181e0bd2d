import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addYears } from '../exchange/exchange.civil-date';
import { type DeadlineInputs, reckon } from '../exchange/exchange.deadlines';
import { FilerType } from '../exchange/exchange.entity';
import { reliefBounds } from './deadline-override.bounds';

const MARCH: DeadlineInputs = { exchangeType: 'DELAYED' as DeadlineInputs['exchangeType'], transferDate: '2026-03-01' };
const NONE = { noticeOn: null, identificationOn: null, exchangeOn: null };
const end = (inputs: Partial<DeadlineInputs>, noticeOn: string | null = null, exchangeOn = '2026-12-26') =>
  reliefBounds({ ...MARCH, ...inputs }, { ...NONE, noticeOn, exchangeOn })[0];

describe('relief after a disaster', () => {
  it('is the later of 120 days and the day that the notice names', () => {
    // Day 180 is 2026-08-28.
    expect(end({ filerType: FilerType.INDIVIDUAL })).toMatchObject({ latestOn: '2026-12-26', warning: null });
    expect(end({ filerType: FilerType.INDIVIDUAL }, '2026-11-02')?.latestOn).toBe('2026-12-26');
    expect(end({ filerType: FilerType.INDIVIDUAL }, '2027-02-03')?.latestOn).toBe('2027-02-03');
  });

  it('is a year at most, and not beyond the return', () => {
    expect(end({ filerType: FilerType.INDIVIDUAL }, '2028-01-01')?.latestOn).toBe('2027-08-28');
    expect(end({ filerType: FilerType.INDIVIDUAL, returnDueDate: '2027-04-15' }, '2028-01-01')?.latestOn).toBe('2027-04-15');
    expect(end({ filerType: FilerType.PARTNERSHIP, taxYearEnd: '2026-03-31' }, '2028-01-01')?.latestOn).toBe('2026-12-15');
  });

  it('is marked where the return has to be extended for it, and where nobody knows when it is due', () => {
    const late = { transferDate: '2026-10-31', filerType: FilerType.INDIVIDUAL };
    expect(end(late, null, '2027-08-13')).toMatchObject({
      latestOn: '2027-08-13',
      warning: 'The return is due on 2027-04-15: it counts only if an extension is filed.',
    });
    expect(end({ ...late, returnExtended: true }, null, '2027-08-13')).toMatchObject({ latestOn: '2027-08-27', warning: null });
    expect(end({})?.warning).toContain('state it');
  });

  it('is not held to the return where property is parked', () => {
    const parked = { exchangeType: 'REVERSE' as DeadlineInputs['exchangeType'], parkingDate: '2026-03-01', returnDueDate: '2026-04-15' };
    expect(end(parked)).toMatchObject({ latestOn: '2026-12-26', warning: null, rule: expect.stringContaining('does not bound') });
  });

  it('says so of a day that was chosen before the exchange changed', () => {
    expect(end({ filerType: FilerType.INDIVIDUAL }, null, '2026-12-27')?.warning).toBe(
      '2026-12-27 is after 2026-12-26, the latest that the relief allows.',
    );
  });

  it('never goes before the computed day, nor beyond a year or the stated return', () => {
    const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2024-01-01', days));
    fc.assert(
      fc.property(day, fc.option(day), fc.option(day), (transferDate, noticeOn, returnDueDate) => {
        const inputs = { ...MARCH, transferDate, returnDueDate: returnDueDate && returnDueDate > transferDate ? returnDueDate : null };
        const computed = reckon(inputs)?.exchange.computedOn ?? '';
        const { latestOn = '' } = end(inputs, noticeOn) ?? {};
        expect(latestOn >= computed && latestOn <= addYears(computed, 1)).toBe(true);
        if (inputs.returnDueDate) expect(latestOn <= inputs.returnDueDate || latestOn === computed).toBe(true);
      }),
    );
  });
});
