import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { property } from 'fast-check';
import { byteRange, holdsIfRange, isAmongTags } from './byte-range';

describe('a range of bytes', () => {
  it.each([
    [undefined, undefined],
    ['items=0-1', undefined],
    ['', undefined],
    ['0-1', undefined],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=0-', { start: 0, end: 99 }],
    ['Bytes=5-9', { start: 5, end: 9 }],
    [' bytes= 5-9 ', { start: 5, end: 9 }],
    ['bytes=5-1000', { start: 5, end: 99 }],
    ['bytes=99-', { start: 99, end: 99 }],
    ['bytes=-1', { start: 99, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=0-9999999999999999999', { start: 0, end: 99 }],
    ['bytes=100-', null],
    ['bytes=9-5', null],
    ['bytes=-0', null],
    ['bytes=--5', null],
    ['bytes=-5-9', null],
    ['bytes=-', null],
    ['bytes=', null],
    ['bytes=a-b', null],
    ['bytes=0x1-', null],
    ['bytes=1.5-', null],
    ['bytes=1e1-', null],
    ['bytes=٣-', null],
    ['bytes=99999999999999999999-', null],
    ['bytes=0-1,5-6', null],
    ['bytes=0-5,3-9', null],
    ['bytes=0-,', null],
    [`bytes=${'0-,'.repeat(1_000)}0-`, null],
  ])('%s of 100 bytes', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected);
  });

  it('lies inside of the file, whatever is asked for', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
    );
    fc.assert(
      property(text, fc.integer({ min: 1, max: 1_000 }), (header, size) => {
        const range = byteRange(header, size);
        if (range) expect(range.start >= 0 && range.start <= range.end && range.end < size).toBe(true);
      }),
    );
  });
});

describe('tags', () => {
  const tag = '"abc"';
  it('are compared weakly to save a download, and strictly to go on with one', () => {
    for (const header of ['"abc"', 'W/"abc"', '"x", "abc"', '*', ' * ']) expect(isAmongTags(header, tag)).toBe(true);
    for (const header of [undefined, '', 'abc', '"x"', '"abc']) expect(isAmongTags(header, tag)).toBe(false);
    expect([undefined, '"abc"'].every((header) => holdsIfRange(header, tag))).toBe(true);
    expect(['W/"abc"', '*', '"x"', 'Sat, 01 Jan 2022 00:00:00 GMT', ''].some((header) => holdsIfRange(header, tag))).toBe(false);
  });
});
