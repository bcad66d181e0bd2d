import { describe, expect, it } from '@jest/globals';
import { civilDayIn } from './civil-day';

describe('the civil day of an instant', () => {
  it.each([
    ['America/Los_Angeles', '2026-04-16T06:59:59Z', '2026-04-15'],
    ['America/Los_Angeles', '2026-04-16T07:00:01Z', '2026-04-16'],
    ['America/Chicago', '2026-12-16T05:59:59Z', '2026-12-15'],
    ['UTC', '2026-04-16T00:00:00Z', '2026-04-16'],
    ['Pacific/Auckland', '2026-04-15T12:00:00Z', '2026-04-16'],
  ])('in %s of %s is %s', (zone, instant, day) => {
    expect(civilDayIn(zone, new Date(instant))).toBe(day);
  });
});
