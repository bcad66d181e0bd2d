import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CursorCodec } from '../src/graphql/cursor';

const codec = new CursorCodec(randomBytes(32));
const values = fc.array(fc.option(fc.string({ unit: 'binary', maxLength: 40 })), { minLength: 1, maxLength: 4 });
const binding = fc.string({ maxLength: 40 }).filter((text) => !text.includes('\0'));
const decoded = (cursor: string, by = codec, bound = 'list') => by.decode(bound, cursor, 'after');
const REFUSAL = expect.objectContaining({
  code: 'BAD_USER_INPUT',
  extensions: expect.objectContaining({ fields: { after: expect.any(String) } }),
});

/** Whether a cursor is refused by name of its argument; whatever else happens is a fault. */
const isRefused = (cursor: string, by = codec, bound = 'list'): boolean => {
  try {
    decoded(cursor, by, bound);
    return false;
  } catch (error) {
    expect(error).toEqual(REFUSAL);
    return true;
  }
};

describe('a cursor', () => {
  it('gives back what it was made of, and fits a URL', () => {
    fc.assert(
      fc.property(binding, values, (bound, row) => {
        const cursor = codec.encode(bound, row);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decoded(cursor, codec, bound)).toEqual(row);
      }),
    );
  });

  it('is good for its own list, ordering and viewer only', () => {
    fc.assert(
      fc.property(binding, binding, values, (bound, other, row) => {
        fc.pre(bound !== other);
        expect(isRefused(codec.encode(bound, row), codec, other)).toBe(true);
      }),
    );
  });

  it('is not taken by whoever has another key', () => {
    fc.assert(fc.property(values, (row) => isRefused(codec.encode('list', row), new CursorCodec(randomBytes(32)))));
  });

  it('is refused when any bit of it was changed', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 0, max: 7 }), (row, position, bit) => {
        const bytes = Buffer.from(codec.encode('list', row), 'base64url');
        const at = position % bytes.length;
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        return isRefused(bytes.toString('base64url'));
      }),
    );
  });

  it('is refused when it was cut or continued', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 20 }), (row, length, more) => {
        const bytes = Buffer.from(codec.encode('list', row), 'base64url');
        const refused = [
          bytes.subarray(0, length % bytes.length),
          bytes.subarray(1 + (length % bytes.length)),
          Buffer.concat([bytes, more]),
        ].map((one) => isRefused(one.toString('base64url')));
        expect(refused).toEqual([true, true, true]);
      }),
    );
  });

  it('is refused when it was made up', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => isRefused(text)));
    fc.assert(fc.property(fc.base64String({ maxLength: 200 }), (text) => isRefused(text)));
    fc.assert(fc.property(fc.json(), (text) => isRefused(Buffer.concat([randomBytes(16), Buffer.from(text)]).toString('base64url'))));
  });

  it('names the argument that it came by', () => {
    expect(() => codec.decode('list', '', 'before')).toThrow(/^before is no cursor of this list/);
  });
});
