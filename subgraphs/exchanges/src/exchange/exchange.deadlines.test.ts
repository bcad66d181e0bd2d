import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type DeadlineInputs, deadlinesOf } from './exchange.deadlines';
import { ExchangeType } from './exchange.entity';

const inputs = (values: Partial<DeadlineInputs>): DeadlineInputs => ({
  exchangeType: ExchangeType.DELAYED,
  transferDate: null,
  returnDueDate: null,
  parkingDate: null,
  ...values,
});
const none = { identificationDeadline: null, exchangeDeadline: null };

/** Day numbers by a clock that knows no time zone: another way to count than the months that the code walks. */
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const date = fc
  .integer({ min: dayNumber('1990-01-01'), max: dayNumber('2100-12-31') })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

describe('deadlines', () => {
  it.each([
    ['2022-12-28', '2023-04-15', '2023-02-11', '2023-04-15'],
    ['2026-10-31', '2027-04-15', '2026-12-15', '2027-04-15'],
    ['2024-01-15', '2025-04-15', '2024-02-29', '2024-07-13'],
    ['2023-12-31', '2024-04-15', '2024-02-14', '2024-04-15'],
    ['2026-11-20', '2027-04-15', '2027-01-04', '2027-04-15'],
    ['2026-07-04', '2027-04-15', '2026-08-18', '2026-12-31'],
    ['2025-10-17', '2026-04-15', '2025-12-01', '2026-04-15'],
    ['2025-10-18', '2026-04-15', '2025-12-02', '2026-04-15'],
  ])(
    'of a transfer on %s with the return due on %s are %s and %s',
    (transferDate, returnDueDate, identificationDeadline, exchangeDeadline) => {
      expect(deadlinesOf(inputs({ transferDate, returnDueDate }))).toEqual({ identificationDeadline, exchangeDeadline });
    },
  );

  it('are day 45 and day 180 by an independent count, whatever the season, and the return shortens the second', () => {
    fc.assert(
      fc.property(date, fc.option(fc.integer({ min: 0, max: 400 })), (transferDate, dueAfter) => {
        const returnDueDate = dueAfter === null ? null : addDays(transferDate, dueAfter);
        const { identificationDeadline, exchangeDeadline } = deadlinesOf(inputs({ transferDate, returnDueDate }));
        expect(dayNumber(String(identificationDeadline)) - dayNumber(transferDate)).toBe(45);
        expect(dayNumber(String(exchangeDeadline)) - dayNumber(transferDate)).toBe(Math.min(180, dueAfter ?? 180));
      }),
      { numRuns: 500 },
    );
  });

  it('never come earlier for a later transfer', () => {
    fc.assert(
      fc.property(date, date, (one, other) => {
        const [early, late] = [one, other].sort() as [string, string];
        expect(
          String(deadlinesOf(inputs({ transferDate: early })).exchangeDeadline) <=
            String(deadlinesOf(inputs({ transferDate: late })).exchangeDeadline),
        ).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, Partial<DeadlineInputs>, object]>([
    ['none before the transfer', {}, none],
    ['none of a simultaneous exchange', { exchangeType: ExchangeType.SIMULTANEOUS, transferDate: '2026-03-01' }, none],
    ['none of a reverse exchange before the parking', { exchangeType: ExchangeType.REVERSE, transferDate: '2026-03-01' }, none],
    [
      'those of the parking in a reverse exchange, whatever the return',
      { exchangeType: ExchangeType.REVERSE, parkingDate: '2026-10-31', returnDueDate: '2027-04-15' },
      { identificationDeadline: '2026-12-15', exchangeDeadline: '2027-04-29' },
    ],
    [
      'those of the parking in a parked improvement',
      { exchangeType: ExchangeType.IMPROVEMENT, parkingDate: '2026-10-31', transferDate: '2026-11-20', returnDueDate: '2027-04-15' },
      { identificationDeadline: '2026-12-15', exchangeDeadline: '2027-04-29' },
    ],
    [
      'those of the transfer in a forward improvement',
      { exchangeType: ExchangeType.IMPROVEMENT, transferDate: '2026-10-31', returnDueDate: '2027-04-15' },
      { identificationDeadline: '2026-12-15', exchangeDeadline: '2027-04-15' },
    ],
    [
      'those of the transfer in a delayed exchange, whatever was parked',
      { transferDate: '2026-10-31', parkingDate: '2026-01-01' },
      { identificationDeadline: '2026-12-15', exchangeDeadline: '2027-04-29' },
    ],
  ])('are %s', (_, values, deadlines) => {
    expect(deadlinesOf(inputs(values))).toEqual(deadlines);
  });
});
