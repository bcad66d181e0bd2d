import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../exchange/exchange.civil-date';
import { combinedDays, type ParkingInputs, parkingChecks } from './parking-arrangement.rules';

const parked = (values: object = {}, rest: Partial<ParkingInputs> = {}): ParkingInputs => {
  const arrangement = { parkedKind: 'REPLACEMENT', parkedOn: '2026-11-20', agreementSignedOn: null, endedOn: null, ...values };
  return { today: '2026-11-20', arrangement: arrangement as never, all: [arrangement], identifiedOn: null, ...rest };
};
const passes = (inputs: ParkingInputs) => Object.fromEntries(parkingChecks(inputs).map(({ check, passes: one }) => [check, one]));

describe('parked property', () => {
  it('has its agreement within five business days, over Thanksgiving', () => {
    expect(parkingChecks(parked())[0]).toMatchObject({ limit: '2026-11-30', passes: null, warning: 'Sign the agreement by 2026-11-30.' });
    const signed = (agreementSignedOn: string | null, today: string) => passes(parked({ agreementSignedOn }, { today })).AGREEMENT_IN_TIME;
    expect(signed('2026-11-18', '2026-11-20')).toBe(true);
    expect(signed('2026-11-30', '2026-12-10')).toBe(true);
    expect(signed('2026-12-01', '2026-12-10')).toBe(false);
    expect(signed(null, '2026-11-30')).toBe(null);
    expect(signed(null, '2026-12-01')).toBe(false);
  });

  it('has what is given up identified within 45 calendar days, holidays included', () => {
    const identified = (identifiedOn: string | null, today: string) => passes(parked({}, { identifiedOn, today })).IDENTIFIED_IN_TIME;
    expect(parkingChecks(parked())[1]).toMatchObject({ limit: '2027-01-04' });
    expect(identified('2027-01-04', '2027-01-05')).toBe(true);
    expect(identified('2027-01-05', '2027-01-05')).toBe(false);
    expect(identified(null, '2027-01-04')).toBe(null);
    expect(passes(parked({ parkedKind: 'RELINQUISHED' }))).not.toHaveProperty('IDENTIFIED_IN_TIME');
  });

  it('is parked for 180 days together at most', () => {
    const at = (today: string, endedOn: string | null = null) => passes(parked({ endedOn }, { today })).COMBINED_PARKING;
    expect(at('2027-05-19')).toBe(null);
    expect(at('2027-05-20')).toBe(false);
    expect(at('2027-06-01', '2027-05-19')).toBe(true);
    expect(at('2027-06-01', '2027-05-20')).toBe(false);
  });

  it('counts a day once, in any order, and never fewer for more', () => {
    const span = fc.tuple(fc.nat(300), fc.option(fc.nat(200))).map(([from, length]) => ({
      parkedOn: addDays('2026-01-01', from),
      endedOn: length === null ? null : addDays('2026-01-01', from + length),
    }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), span, (all, more) => {
        const days = combinedDays(all, '2027-01-01');
        expect(combinedDays(all.toReversed(), '2027-01-01')).toBe(days);
        expect(combinedDays([...all, ...all], '2027-01-01')).toBe(days);
        expect(combinedDays([...all, more], '2027-01-01')).toBeGreaterThanOrEqual(days);
      }),
    );
  });
});
