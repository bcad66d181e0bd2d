import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property, string } from 'fast-check';
import { faultOfPin } from './pin.rules';

describe('a PIN', () => {
  it.each(['482915', '7302846', '90417358', '361508274957', 'correct horse battery', '４８２９１５', 'çok gizli bir söz', '48a29b15'])(
    'may be %s',
    (pin) => {
      expect(faultOfPin(pin)).toBeUndefined();
    },
  );

  it.each([
    ['2026', /6 to 12 digits.*year/],
    ['48291', /6 to 12 digits/],
    ['4829150361748', /6 to 12 digits/],
    ['', /at least 8 characters/],
    ['kwzfqub', /at least 8 characters/],
    ['000000', /repeat.*|run/],
    ['121212', /repeat/],
    ['123123', /repeat/],
    ['４８４８４８', /repeat/],
    ['abcabcabc', /repeat/],
    ['112211', /repeat/],
    ['12341234', /repeat/],
    ['1234512345', /repeat/],
    ['123456', /run.*most used/],
    ['987654', /run/],
    ['890123', /run/],
    ['246802', /run/],
    ['123789', /run/],
    ['321456', /run/],
    ['112233', /run/],
    ['010190', /date/],
    ['123199', /date/],
    ['850714', /date/],
    ['14071985', /date/],
    ['19850714', /date/],
    ['198512', /date/],
    ['481999', /date/],
    ['19992026', /date/],
    ['147258', /most used/],
    ['159753', /most used/],
    ['Password1', /most used/],
    ['pass-word 123', /most used/],
    ['good enough\u0000', /control character/],
    ['x'.repeat(129), /at most 128/],
    ['x'.repeat(1_000_000), /at most 128/],
  ])('may not be %s', (pin, why) => {
    expect(faultOfPin(pin)).toMatch(why);
  });

  it('is refused for all that is wrong with it at once', () => {
    expect(faultOfPin('111')).toMatch(/digits.*run.*repeat/);
  });

  it('says no to any piece that is said again, and to whatever counts on', () => {
    assert(
      property(
        string({ minLength: 1, maxLength: 6 }),
        integer({ min: 2, max: 8 }),
        (piece, times) => faultOfPin(piece.repeat(times)) !== undefined,
      ),
    );
    assert(
      property(integer({ min: 0, max: 9 }), integer({ min: 0, max: 9 }), integer({ min: 6, max: 12 }), (from, step, length) => {
        const digits = Array.from({ length }, (_, n) => (from + n * step) % 10).join('');
        return faultOfPin(digits) !== undefined;
      }),
    );
  });

  it('never fails for any text at all', () => {
    assert(property(string({ unit: 'binary' }), (text) => ['undefined', 'string'].includes(typeof faultOfPin(text))));
    assert(property(constantFrom('\uD800'.repeat(9), '\u202E12345678', 'ﷺ'.repeat(9)), (text) => typeof faultOfPin(text) !== 'object'));
  });
});
