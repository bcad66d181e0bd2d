import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, civilDayOf, daysBetween, isWeekend, weekdayOf } from './exchange.civil-date';
import { type DeadlineInputs, deadlinesOf, reckon } from './exchange.deadlines';
import { ExchangeType, FilerType } from './exchange.entity';
import { returnDueOf } from './exchange.return-due';
import { returnWarnings, weekendWarnings } from './exchange.warnings';

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

  it.each([
    ['2022-12-28', '2023-02-11', 'Saturday', '2023-06-26', 'Monday'],
    ['2026-10-31', '2026-12-15', 'Tuesday', '2027-04-29', 'Thursday'],
    ['2024-01-15', '2024-02-29', 'Thursday', '2024-07-13', 'Saturday'],
    ['2023-12-31', '2024-02-14', 'Wednesday', '2024-06-28', 'Friday'],
    ['2026-11-20', '2027-01-04', 'Monday', '2027-05-19', 'Wednesday'],
    ['2026-07-04', '2026-08-18', 'Tuesday', '2026-12-31', 'Thursday'],
  ])(
    'of a transfer on %s, which is day 0 and not day 1, are %s, a %s, and %s, a %s',
    (transferDate, first, firstDay, second, secondDay) => {
      const deadlines = deadlinesOf(inputs({ transferDate, returnDueDate: '2030-01-01' }));
      expect(deadlines).toEqual({ identificationDeadline: first, exchangeDeadline: second });
      expect([weekdayOf(first), weekdayOf(second)]).toEqual([firstDay, secondDay]);
      for (const [on, day] of [
        [first, firstDay],
        [second, secondDay],
      ] as const)
        expect(weekendWarnings(on).map(({ code }) => code)).toEqual(day === 'Saturday' ? ['NOT_EXTENDED'] : []);
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

const { INDIVIDUAL, TRUST, C_CORPORATION, PARTNERSHIP, S_CORPORATION, OTHER } = FilerType;
const filer = fc.constantFrom(INDIVIDUAL, TRUST, C_CORPORATION, PARTNERSHIP, S_CORPORATION, OTHER, null);

describe('the due date of the return', () => {
  it.each<[FilerType, string | null, boolean, string]>([
    [INDIVIDUAL, null, false, '2027-04-15'],
    [INDIVIDUAL, null, true, '2027-10-15'],
    [TRUST, null, false, '2027-04-15'],
    [TRUST, null, true, '2027-09-30'],
    [C_CORPORATION, null, false, '2027-04-15'],
    [C_CORPORATION, '2027-06-30', true, '2028-04-15'],
    [PARTNERSHIP, null, false, '2027-03-15'],
    [PARTNERSHIP, null, true, '2027-09-15'],
    [S_CORPORATION, '2026-11-30', false, '2027-02-15'],
    [S_CORPORATION, '2027-10-31', true, '2028-07-15'],
  ])('of %s with the tax year to %s, extended: %s, is %s', (filerType, taxYearEnd, returnExtended, dueOn) => {
    expect(returnDueOf('2026-11-20', { filerType, taxYearEnd, returnExtended })).toMatchObject({ dueOn, isStated: false });
  });

  it.each<[string, string, object]>([
    ['an unknown filer', '2026-11-20', {}],
    ['another filer', '2026-11-20', { filerType: OTHER }],
    ['a tax year before 2016', '2015-12-31', { filerType: INDIVIDUAL }],
    ['a tax year that began before 2016', '2016-02-01', { filerType: S_CORPORATION, taxYearEnd: '2016-06-30' }],
    ['a tax year of 52 weeks', '2026-11-20', { filerType: C_CORPORATION, taxYearEnd: '2026-12-26' }],
    ['a tax year that was over', '2026-11-20', { filerType: INDIVIDUAL, taxYearEnd: '2025-12-31' }],
    ['a tax year that had not begun', '2024-02-29', { filerType: INDIVIDUAL, taxYearEnd: '2025-02-28' }],
    ['a corporation’s June until 2026', '2026-03-01', { filerType: C_CORPORATION, taxYearEnd: '2026-06-30' }],
    ['a trust’s extended fiscal year', '2026-03-01', { filerType: TRUST, taxYearEnd: '2026-06-30', returnExtended: true }],
  ])('is asked for with %s', (_, transferDate, details) => {
    expect(returnDueOf(transferDate, details)).toMatchObject({ dueOn: null, ask: expect.any(String) });
    expect(returnDueOf(transferDate, { ...details, returnDueDate: '2030-01-01' })).toMatchObject({ dueOn: '2030-01-01', isStated: true });
  });

  // The vectors of transfers by people who file in April and asked for no extension; then those by whom it is first felt.
  it.each([
    ['2022-12-28', INDIVIDUAL, '2023-02-11', '2023-04-15'],
    ['2026-10-31', INDIVIDUAL, '2026-12-15', '2027-04-15'],
    ['2024-01-15', INDIVIDUAL, '2024-02-29', '2024-07-13'],
    ['2023-12-31', INDIVIDUAL, '2024-02-14', '2024-04-15'],
    ['2026-11-20', INDIVIDUAL, '2027-01-04', '2027-04-15'],
    ['2026-07-04', INDIVIDUAL, '2026-08-18', '2026-12-31'],
    ['2025-10-17', INDIVIDUAL, '2025-12-01', '2026-04-15'],
    ['2023-10-18', TRUST, '2023-12-02', '2024-04-15'],
  ])('ends an exchange of %s by %s: %s and %s', (transferDate, filerType, identificationDeadline, exchangeDeadline) => {
    expect(deadlinesOf(inputs({ transferDate, filerType }))).toEqual({ identificationDeadline, exchangeDeadline });
  });

  it.each([
    ['2025-10-17', '2025-10-18', INDIVIDUAL],
    ['2023-10-18', '2023-10-19', INDIVIDUAL],
    ['2025-09-16', '2025-09-17', PARTNERSHIP],
    ['2023-09-17', '2023-09-18', S_CORPORATION],
  ])('leaves a transfer on %s its 180 days, and shortens one on %s, of %s', (whole, short, filerType) => {
    const warned = (transferDate: string) => {
      const reckoning = reckon(inputs({ transferDate, filerType }));
      return reckoning && returnWarnings(reckoning, false).map(({ code }) => code);
    };
    expect(deadlinesOf(inputs({ transferDate: whole, filerType })).exchangeDeadline).toBe(addDays(whole, 180));
    expect(warned(whole)).toEqual([]);
    expect(String(deadlinesOf(inputs({ transferDate: short, filerType })).exchangeDeadline) < addDays(short, 180)).toBe(true);
    expect(warned(short)).toContain('RETURN_DUE_FIRST');
    expect(deadlinesOf(inputs({ transferDate: short, filerType, returnExtended: true })).exchangeDeadline).toBe(addDays(short, 180));
  });

  it('never brings the end before day 45 without a flag, and never puts a later transfer’s end earlier', () => {
    fc.assert(
      fc.property(
        date,
        date,
        filer,
        fc.boolean(),
        fc.option(fc.integer({ min: 0, max: 200 })),
        (one, other, filerType, returnExtended, due) => {
          const [early, late] = [one, other].sort() as [string, string];
          const end = (transferDate: string) => String(deadlinesOf(inputs({ transferDate, filerType, returnExtended })).exchangeDeadline);
          expect(end(early) <= end(late)).toBe(true);
          const returnDueDate = due === null ? null : addDays(early, due);
          const reckoning = reckon(inputs({ transferDate: early, filerType, returnExtended, returnDueDate }));
          if (!reckoning) throw new Error('Every transfer begins the periods.');
          const isFlagged = returnWarnings(reckoning, returnExtended).some(({ code }) => code === 'RETURN_DUE_BEFORE_IDENTIFICATION');
          expect(isFlagged).toBe(reckoning.exchange.computedOn < reckoning.identification.computedOn);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('what is said of deadlines', () => {
  it('shows its arithmetic and its source', () => {
    expect(reckon(inputs({ transferDate: '2026-10-31', filerType: INDIVIDUAL }))).toMatchObject({
      identification: {
        rule: 'Day 0 is the first transfer, 2026-10-31; day 45 is 2026-12-15.',
        source: '26 CFR 1.1031(k)-1(b)(2)(i)',
      },
      exchange: {
        rule: 'Day 0 is the first transfer, 2026-10-31; day 180 is 2027-04-29; the return is due on 2027-04-15 (the 15th of the 4th month after 2026-12-31), which is earlier, so that it ends then.',
        source: '26 CFR 1.1031(k)-1(b)(2)(ii)',
      },
    });
  });

  it('says that weekends extend nothing, and asks the preparer whether they move the return', () => {
    expect(weekendWarnings('2023-02-11')).toEqual([
      { code: 'NOT_EXTENDED', message: '2023-02-11 is a Saturday: the deadline is not extended.' },
    ]);
    expect(weekendWarnings('2023-02-13')).toEqual([]);
    const codes = (values: Partial<DeadlineInputs>) => {
      const reckoning = reckon(inputs({ transferDate: '2022-12-28', ...values }));
      return reckoning && returnWarnings(reckoning, false).map(({ code }) => code);
    };
    expect(codes({ filerType: INDIVIDUAL })).toEqual(['RETURN_DUE_FIRST', 'RETURN_DUE_ON_WEEKEND']);
    expect(codes({ returnDueDate: '2023-04-18' })).toEqual(['RETURN_DUE_FIRST']);
    expect(codes({ returnDueDate: '2023-01-15' })).toEqual(['RETURN_DUE_FIRST', 'RETURN_DUE_BEFORE_IDENTIFICATION']);
    expect(codes({})).toEqual(['RETURN_DUE_UNKNOWN']);
  });
});

describe('civil dates', () => {
  it('are counted, and have the weekday, as by a clock without a zone', () => {
    fc.assert(
      fc.property(date, date, (one, other) => {
        expect(daysBetween(one, other)).toBe(dayNumber(other) - dayNumber(one));
        expect(['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'].indexOf(weekdayOf(one))).toBe(
          new Date(`${one}T00:00:00Z`).getUTCDay(),
        );
        expect(isWeekend(one)).toBe([0, 6].includes(new Date(`${one}T00:00:00Z`).getUTCDay()));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['2026-03-09T06:59:59Z', 'America/Los_Angeles', '2026-03-08'],
    ['2026-03-09T07:00:00Z', 'America/Los_Angeles', '2026-03-09'],
    ['2026-11-02T07:59:59Z', 'America/Los_Angeles', '2026-11-01'],
    ['2026-11-02T08:00:00Z', 'America/Los_Angeles', '2026-11-02'],
    ['2026-12-15T23:59:59Z', 'UTC', '2026-12-15'],
    ['2026-12-15T10:00:00Z', 'Pacific/Kiritimati', '2026-12-16'],
    ['2026-12-15T10:30:00Z', 'Pacific/Pago_Pago', '2026-12-14'],
  ])('at %s in %s is %s', (instant, zone, day) => {
    expect(civilDayOf(new Date(instant), zone)).toBe(day);
  });

  it('end a day that has 23 or 25 hours where the clocks say, and never skip or repeat one', () => {
    const zone = fc.constantFrom('America/Los_Angeles', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Honolulu', 'America/St_Johns');
    fc.assert(
      fc.property(zone, fc.integer({ min: dayNumber('1990-01-01') * 24, max: dayNumber('2100-12-31') * 24 }), (timeZone, hour) => {
        const at = (hours: number) => civilDayOf(new Date(hours * 3_600_000), timeZone);
        expect([0, 1]).toContain(daysBetween(at(hour), at(hour + 1)));
        expect([1, 2]).toContain(daysBetween(at(hour), at(hour + 25)));
      }),
      { numRuns: 1_000 },
    );
  });
});
