import { describe, expect, it } from '@jest/globals';
import { formatBool, formatDate, formatInt, formatMoney, LOCALES } from './template.formats';

const NATIVE = { 'en-US': 'USD', 'en-GB': 'GBP', 'es-US': 'USD', 'de-DE': 'EUR', 'fr-FR': 'EUR' } as const;

describe('formats', () => {
  it.each(LOCALES)('are those that people of %s know', (locale) => {
    const currency = NATIVE[locale];
    for (const amount of ['0', '-0.5', '1234.5', '1234567.89', '12345678901234567.01'])
      expect(formatMoney(amount, currency, locale)).toBe(
        new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount as `${number}`),
      );
    expect(formatInt('-1234567', undefined, locale)).toBe(new Intl.NumberFormat(locale).format(-1_234_567));
    for (const day of ['2026-03-01', '1999-12-31']) {
      const date = (dateStyle: 'long' | 'short') =>
        new Intl.DateTimeFormat(locale, {
          timeZone: 'UTC',
          ...(dateStyle === 'long' ? { dateStyle } : shortOf(locale)),
        }).format(new Date(day));
      expect(formatDate(day, 'long', locale)).toBe(date('long'));
      expect(formatDate(day, 'short', locale)).toBe(date('short'));
      expect(formatDate(day, 'iso', locale)).toBe(day);
    }
  });

  it('leave nothing to floats, and nothing to patterns', () => {
    expect(formatMoney('99999999999999999999.99', 'plain', 'en-US')).toBe('99,999,999,999,999,999,999.99');
    expect(formatMoney('0.10', 'USD', 'en-US')).toBe('$0.10');
    expect(formatMoney('007.10', 'USD', 'en-US')).toBe('$7.10');
    expect(formatInt('0001234', 'plain', 'de-DE')).toBe('1234');
    expect(formatBool(false, 'on|', 'en-US')).toBe('');
    expect(formatBool(true, undefined, 'fr-FR')).toBe('Oui');
  });
});

const shortOf = (locale: string) =>
  ['en-GB', 'fr-FR'].includes(locale)
    ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const)
    : ({ day: 'numeric', month: 'numeric', year: 'numeric' } as const);
