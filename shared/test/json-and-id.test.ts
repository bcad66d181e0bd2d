import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isUuid, Json } from '../src/graphql/scalars';

describe('JSON', () => {
  it('is taken as it comes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(Json.parseValue(value)).toEqual(value);
      }),
    );
  });

  it('has keys like any other where objects have a prototype', () => {
    const value = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":1}') as object;
    expect(JSON.stringify(Json.parseValue(value))).toBe('{"__proto__":{"isAdmin":true},"constructor":1}');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each([
    [100, true],
    [101, false],
    [100_000, false],
  ])('nested %i deep is taken: %s', (depth, taken) => {
    const nested = (length: number) => JSON.parse(`${'['.repeat(length)}${']'.repeat(length)}`) as unknown;
    const attempt = expect(() => Json.parseValue(nested(depth + 1)));
    if (taken) attempt.not.toThrow();
    else attempt.toThrow('nested at most 100 levels deep');
  });
});

describe('an id', () => {
  it('is a uuid in either case', () => {
    fc.assert(fc.property(fc.uuid(), (id) => isUuid(id) && isUuid(id.toUpperCase())));
  });

  it.each([
    '',
    'x',
    '00000000-0000-0000-0000-00000000000',
    '00000000-0000-0000-0000-0000000000000',
    '00000000-0000-0000-0000-000000000000\n',
    '{00000000-0000-0000-0000-000000000000}',
    'g0000000-0000-0000-0000-000000000000',
  ])('is not %j', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
