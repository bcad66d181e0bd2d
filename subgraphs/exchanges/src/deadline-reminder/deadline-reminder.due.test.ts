import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../exchange/exchange.civil-date';
import { dueThresholds, THRESHOLDS } from './deadline-reminder.due';

const [BEGIN, DEADLINE] = ['2026-10-31', '2026-12-15'];

describe('reminders that are due', () => {
  it.each<[string, string, string, number[]]>([
    ['none 31 days before', '2026-11-14', BEGIN, []],
    ['the first on its day', '2026-11-15', BEGIN, [30]],
    ['those that were missed', '2026-12-12', BEGIN, [30, 14, 7, 3]],
    ['none that were past when the deadline became known', '2026-12-12', '2026-12-09', [3]],
    ['one on whose day it became known', '2026-12-08', '2026-12-08', [7]],
    ['that of the last day', '2026-12-15', '2026-12-15', [0]],
    ['all, days after it', '2026-12-18', BEGIN, [30, 14, 7, 3, 1, 0]],
    ['none of a deadline that was over when it became known', '2026-12-18', '2026-12-16', []],
  ])('are %s', (_, today, since, due) => {
    expect(dueThresholds(DEADLINE, today, since)).toEqual(due);
  });

  it('come once each, on whichever days somebody looks, and wherever the clock jumps', () => {
    const day = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 30 }), day, (looks, known) => {
        const since = addDays(BEGIN, known);
        const sent = new Set<number>();
        for (const look of looks.map((days) => addDays(BEGIN, days)))
          for (const threshold of dueThresholds(DEADLINE, look, since)) {
            expect(addDays(look, 0) >= since).toBe(true);
            sent.add(threshold);
          }
        const last =
          looks
            .map((days) => addDays(BEGIN, days))
            .sort()
            .at(-1) ?? '';
        const expected = THRESHOLDS.filter(
          (threshold) => addDays(last || BEGIN, threshold) >= DEADLINE && addDays(since, threshold) <= DEADLINE,
        );
        expect([...sent].sort()).toEqual((last ? expected : []).sort());
      }),
      { numRuns: 500 },
    );
  });
});
