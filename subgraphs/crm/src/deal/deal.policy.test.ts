import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayDealIn, assertMayDeleteDeal, assertMayEditDeal, visibleDeals } from './deal.policy';

const owner = aViewer();

describe('deals', () => {
  it('are visible to their owner, all of them to an administrator, and to nobody else', () => {
    expect(visibleDeals(owner)).toEqual({ userId: owner.userId });
    expect(visibleDeals(aViewer('ADMIN'))).toEqual({});
    for (const role of ['SUPPORT', 'EMPLOYEE', 'AGENT', 'COORDINATOR'] as const) {
      const viewer = aViewer(role);
      expect(visibleDeals(viewer)).toEqual({ userId: viewer.userId });
    }
    expect(() => visibleDeals(NOBODY)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it.each([assertMayEditDeal, assertMayDeleteDeal, assertMayDealIn])(
    'are for the owner alone to change, and about what is theirs: %p',
    (may) => {
      expect(() => may(owner, { userId: owner.userId })).not.toThrow();
      for (const viewer of [aViewer(), aViewer('ADMIN'), aViewer('AGENT')]) {
        expect(() => may(viewer, { userId: owner.userId })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
      }
      expect(() => may(NOBODY, { userId: owner.userId })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    },
  );
});
