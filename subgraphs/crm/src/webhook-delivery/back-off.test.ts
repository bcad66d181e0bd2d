import { describe, expect, it } from '@jest/globals';
import { matches } from '@plat/shared/events/subscriptions';
import { backOff } from './back-off';
import { changedColumns, ownerOf, patternsOf } from './webhook-event.consumer';

describe('the wait after failures', () => {
  it('doubles up to an hour, less up to a half by chance', () => {
    expect([1, 2, 3, 4].map((failures) => backOff(failures, 0))).toEqual([15_000, 30_000, 60_000, 120_000]);
    expect([20, 5_000].map((failures) => backOff(failures, 0))).toEqual([3_600_000, 3_600_000]);
    expect(backOff(1, 1)).toBe(7_500);
  });
});

describe('what an event says', () => {
  it.each(['property.created', 'webhook_delivery.resent'])('is asked for by the patterns that match %s', (type) => {
    for (const pattern of patternsOf(type)) expect(matches(pattern, type)).toBe(true);
    for (const pattern of ['prop.*', 'property.creat', 'webhook.*', 'lead.created'])
      expect([pattern, patternsOf(type).includes(pattern)]).toEqual([pattern, matches(pattern, type)]);
  });

  it('names the columns that it is about, and no secret one', () => {
    expect(changedColumns({ old: { title: 'a', key: '[redacted]' }, new: { title: 'b', rent: 1, salt: '[redacted]' } })).toEqual([
      'rent',
      'title',
    ]);
    expect(changedColumns({})).toEqual([]);
  });

  it('names the last owner, if it is a user', () => {
    const [ann, bob] = ['a0000000-0000-4000-8000-000000000000', 'b0000000-0000-4000-8000-000000000000'];
    expect(ownerOf({ old: { user_id: ann }, new: { user_id: bob } })).toBe(bob);
    expect(ownerOf({ old: { owner_user_id: ann } })).toBe(ann);
    expect(ownerOf({ new: { user_id: 'x', title: ann } })).toBeNull();
    expect(ownerOf({})).toBeNull();
  });
});
