import { describe, expect, it } from '@jest/globals';
import { types } from 'pg';
import './data-source';
import { timestampReader } from './timestamp';

// It brings no types of its own.
const driver = require('postgres-date') as (text: string) => Date | number | null;
const refuse = (text: string): never => {
  throw new Error(`${text} was left to the driver`);
};
const own = timestampReader(refuse);
const two = (number: number) => String(number).padStart(2, '0');

describe('timestamps as PostgreSQL writes them', () => {
  it('are read as the driver reads them, in all months, at all hours and with all fractions', () => {
    for (let n = 0; n < 12_000; n++) {
      const date = `${1900 + (n % 300)}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`;
      const fraction = String((n * 7_919) % 1_000_000)
        .padStart(6, '0')
        .slice(0, 1 + (n % 6));
      const text = `${date} ${two(n % 24)}:${two(n % 60)}:${two((n * 7) % 60)}${n % 5 ? `.${fraction}` : ''}+00`;
      expect([text, own(text)]).toEqual([text, driver(text)]);
    }
  });

  it.each([
    '2026-01-31 23:59:59.5+01',
    '2026-01-31 23:59:59-03:30',
    '0044-03-15 12:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    '12026-01-31 23:59:59+00',
    'infinity',
    '-infinity',
    '2026-01-31',
    '',
  ])('are left to the driver where they are written otherwise: %j', (text) => {
    expect(() => own(text)).toThrow('left to the driver');
    expect(types.getTypeParser(1184)(text)).toEqual(driver(text));
  });
});
