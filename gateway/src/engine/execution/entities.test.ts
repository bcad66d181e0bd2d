import { describe, expect, it } from '@jest/globals';
import { compilePathWalk } from '../plan/path-walk';
import type { Representation } from '../plan/representation';
import { entitiesAt, Whereabouts } from './entities';

const BY_ID: Representation = { of: ({ id }) => JSON.stringify({ id }), isWhole: (entity) => Object.keys(entity).length === 1 };

describe('entities at a path', () => {
  const place = (path: readonly string[]) => ({ path, walk: compilePathWalk(path, [...path.map(() => false), true]) });
  const owners = [place(['things', '@', 'owner'])];

  it('are one object wherever copies of it have nothing else to say, at every place that holds a copy', () => {
    const [one, copy] = [{ id: '1' }, { id: '1' }];
    const data = { things: [one, copy, one, copy].map((owner) => ({ owner })) };
    const { representations, targets } = entitiesAt(data, owners, BY_ID);
    expect([representations, targets]).toEqual([['{"id":"1"}'], [[one]]]);
    expect(new Set(data.things.map(({ owner }) => owner))).toEqual(new Set([one]));
    expect(data.things.every(({ owner }) => owner === one)).toBe(true);
  });

  it('stay objects of their own where one has more to say, and are all told', () => {
    const [one, more] = [{ id: '1' }, { id: '1', name: 'Ada' }];
    const data = { things: [one, more, more, one].map((owner) => ({ owner })) };
    expect(entitiesAt(data, owners, BY_ID).targets).toEqual([[one, more]]);
  });

  it('are told once for all places, and stay objects of their own at each', () => {
    const owned = () => [{ id: '1' }, { id: '2' }, { id: '1' }].map((owner) => ({ owner }));
    const data = { things: owned(), others: owned() };
    const { representations, targets } = entitiesAt(data, [...owners, place(['others', '@', 'owner'])], BY_ID);
    expect(representations).toEqual(['{"id":"1"}', '{"id":"2"}']);
    const [one, two] = targets as [object[], object[]];
    for (const [n, same] of [one, two].entries()) {
      expect(same).toHaveLength(2);
      expect(same[0]).toBe(data.things[n]?.owner);
      expect(same[1]).toBe(data.others[n]?.owner);
      expect(same[0]).not.toBe(same[1]);
    }
    // At one place copies are one object, whichever place it is.
    expect(data.things[2]?.owner).toBe(one[0]);
    expect(data.others[2]?.owner).toBe(one[1]);
  });
});

describe('where objects are', () => {
  const [one, two] = [{ id: '1' }, { id: '2' }];
  const places = [['things', '@', 'owner'], ['first'], ['none', 'here']].map((path) => ({ path, walk: () => undefined }));
  let looked = 0;
  const data = {
    get things() {
      looked++;
      return [{ owner: one }, { owner: null }, { owner: two }, [{ owner: one }]];
    },
    first: one,
  };

  it('is told by all paths at all places, after one look at them', () => {
    const where = new Whereabouts(data);
    expect(where.of(places, [one])).toEqual([['things', 0, 'owner'], ['things', 3, 0, 'owner'], ['first']]);
    expect(where.of(places, [two, {}])).toEqual([['things', 2, 'owner']]);
    expect(where.all(places)).toHaveLength(4);
    expect(looked).toBe(1);
  });

  it('is one empty path for the root', () => {
    expect(new Whereabouts(data).all([{ path: [], walk: () => undefined }])).toEqual([[]]);
  });
});
