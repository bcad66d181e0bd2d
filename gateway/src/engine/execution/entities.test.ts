import { describe, expect, it } from '@jest/globals';
import { compilePathWalk } from '../plan/path-walk';
import type { Representation } from '../plan/representation';
import { entitiesAt } from './entities';

const BY_ID: Representation = { of: ({ id }) => JSON.stringify({ id }), isWhole: (entity) => Object.keys(entity).length === 1 };

describe('entities at a path', () => {
  const walk = compilePathWalk(['things', '@', 'owner'], [false, false, false, true]);

  it('are one object wherever copies of it have nothing else to say, at every place that holds a copy', () => {
    const [one, copy] = [{ id: '1' }, { id: '1' }];
    const data = { things: [one, copy, one, copy].map((owner) => ({ owner })) };
    const { representations, targets } = entitiesAt(data, walk, BY_ID);
    expect([representations, targets]).toEqual([['{"id":"1"}'], [[one]]]);
    expect(new Set(data.things.map(({ owner }) => owner))).toEqual(new Set([one]));
    expect(data.things.every(({ owner }) => owner === one)).toBe(true);
  });

  it('stay objects of their own where one has more to say, and are all told', () => {
    const [one, more] = [{ id: '1' }, { id: '1', name: 'Ada' }];
    const data = { things: [one, more, more, one].map((owner) => ({ owner })) };
    expect(entitiesAt(data, walk, BY_ID).targets).toEqual([[one, more]]);
  });
});
