import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../exchange/exchange.civil-date';
import { deadlinesOf } from '../exchange/exchange.deadlines';
import { addBusinessDays, federalHolidays, isBusinessDay } from './business-days';

describe('federal holidays', () => {
  it('are those of 2026, the fourth of July observed on the third', () => {
    expect(federalHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-01-19',
      '2026-02-16',
      '2026-05-25',
      '2026-06-19',
      '2026-07-03',
      '2026-09-07',
      '2026-10-12',
      '2026-11-11',
      '2026-11-26',
      '2026-12-25',
    ]);
  });

  it('have New Year observed in the year before, where it is a Saturday', () => {
    expect(federalHolidays(2021)).toContain('2021-12-31');
    expect(federalHolidays(2022)).not.toContain('2022-01-01');
    expect(federalHolidays(2020)).not.toContain('2020-06-19');
    expect(federalHolidays(2023)).toContain('2023-01-02');
  });

  it('move no deadline of an exchange', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('1990-01-01', n));
    fc.assert(
      fc.property(day, (parkingDate) => {
        const { identificationDeadline, exchangeDeadline } = deadlinesOf({ exchangeType: 'REVERSE' as never, parkingDate });
        expect([identificationDeadline, exchangeDeadline]).toEqual([addDays(parkingDate, 45), addDays(parkingDate, 180)]);
      }),
    );
  });
});

describe('business days', () => {
  it.each([
    ['2026-11-20', 5, '2026-11-30'],
    ['2026-11-21', 5, '2026-11-30'],
    ['2026-06-30', 5, '2026-07-08'],
    ['2026-03-02', 5, '2026-03-09'],
    ['2026-03-02', 0, '2026-03-02'],
  ])('of %s and %i more is %s', (date, days, end) => {
    expect(addBusinessDays(date, days)).toBe(end);
  });

  it('are five of seven at most', () => {
    expect(['2026-11-26', '2026-11-28', '2026-11-29'].some(isBusinessDay)).toBe(false);
    expect(['2026-11-25', '2026-11-27'].every(isBusinessDay)).toBe(true);
  });
});
