import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GraphQLScalarType, parseValue, valueFromAST } from 'graphql';
import { BigIntScalar, CivilDate, DateTime, Decimal, EmailAddress } from '../src/graphql/scalars';
import { UrlScalar } from '../src/graphql/url-scalar';

const NOTHING_ELSE = [true, {}, ['1'], '', ' ', 'x', '\0'];
const CASES: readonly { scalar: GraphQLScalarType; takes: readonly (readonly [unknown, unknown])[]; refuses: readonly unknown[] }[] = [
  {
    scalar: Decimal,
    takes: [
      ['0', '0'],
      ['-12.50', '-12.50'],
      ['12345678901234567890.0123456789', '12345678901234567890.0123456789'],
    ],
    refuses: [
      1,
      1.5,
      '1.',
      '.5',
      '1e3',
      '+1',
      '1,5',
      ' 1',
      '1\n',
      'NaN',
      'Infinity',
      '123456789012345678901',
      '1.12345678901',
      ...NOTHING_ELSE,
    ],
  },
  {
    scalar: BigIntScalar,
    takes: [
      [5, '5'],
      ['9223372036854775807', '9223372036854775807'],
      ['-9223372036854775808', '-9223372036854775808'],
      ['0', '0'],
    ],
    refuses: [1.5, '9223372036854775808', '-9223372036854775809', '1.0', '1e3', '0x10', ' 1', ...NOTHING_ELSE],
  },
  {
    scalar: DateTime,
    takes: [
      ['2026-03-01T09:30:00.000Z', new Date('2026-03-01T09:30:00Z')],
      ['2026-03-01T09:30:00+02:00', new Date('2026-03-01T07:30:00Z')],
    ],
    refuses: ['2026-03-01', '2026-02-30T00:00:00Z', '2026-03-01T25:00:00Z', '2026-03-01T09:30:00', 'yesterday', ...NOTHING_ELSE],
  },
  {
    scalar: CivilDate,
    takes: [
      ['2026-03-01', '2026-03-01'],
      ['2024-02-29', '2024-02-29'],
    ],
    refuses: ['2026-02-29', '2026-13-01', '2026-3-1', '2026-03-01T00:00:00Z', 20260301, ...NOTHING_ELSE],
  },
  {
    scalar: EmailAddress,
    takes: [
      ['ann@example.com', 'ann@example.com'],
      ['A.B+c@sub.example.com', 'A.B+c@sub.example.com'],
    ],
    refuses: [
      'ann',
      'ann@',
      '@example.com',
      'a b@example.com',
      'ann@example.com\r\nBcc: bob@example.com',
      'ann@example.com\0',
      5,
      ...NOTHING_ELSE,
    ],
  },
  {
    scalar: UrlScalar,
    takes: [
      ['https://example.com/a.png?x=1#y', 'https://example.com/a.png?x=1#y'],
      ['http://localhost', 'http://localhost'],
    ],
    refuses: [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '/a.png',
      '//example.com',
      `https://example.com/${'x'.repeat(2_048)}`,
      5,
      ...NOTHING_ELSE,
    ],
  },
];
const rows = (pick: 'takes' | 'refuses') =>
  CASES.flatMap((one) =>
    (one[pick] as readonly unknown[]).map((value) => ({
      scalar: one.scalar,
      value,
      text: `${one.scalar} ${JSON.stringify(value).slice(0, 60)}`,
    })),
  );

describe('scalars', () => {
  it.each(rows('takes'))('take $text, as a variable and as a literal', ({ scalar, value }) => {
    const [given, parsed] = value as [unknown, unknown];
    expect(scalar.parseValue(given)).toEqual(parsed);
    expect(scalar.parseLiteral(parseValue(JSON.stringify(given)), {})).toEqual(parsed);
  });

  it.each(rows('refuses'))('refuse $text, as a variable and as a literal', ({ scalar, value }) => {
    expect(() => scalar.parseValue(value)).toThrow();
    const literal = typeof value === 'object' && !Array.isArray(value) ? '{}' : JSON.stringify(value);
    expect(valueFromAST(parseValue(literal), scalar)).toBeUndefined();
  });

  it('write what PostgreSQL gives', () => {
    expect(Decimal.serialize('12.50')).toBe('12.50');
    expect([BigIntScalar.serialize('5'), BigIntScalar.serialize('9007199254740993')]).toEqual([5, '9007199254740993']);
    expect(DateTime.serialize(new Date('2026-03-01T09:30:00Z'))).toBe('2026-03-01T09:30:00.000Z');
    expect(CivilDate.serialize('2026-03-01')).toBe('2026-03-01');
  });

  it('keep every whole number of 64 bits as it is, and take none that JSON has rounded', () => {
    expect(() => BigIntScalar.parseValue(2 ** 53)).toThrow();
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
        expect(BigInt(BigIntScalar.serialize(BigIntScalar.parseValue(String(number))) as string)).toBe(number);
      }),
    );
  });
});
