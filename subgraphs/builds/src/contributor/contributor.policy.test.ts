import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayWriteContributors, visibleContributors } from './contributor.policy';

describe('the policy of contributors', () => {
  it('shows all with the permission, everybody itself, and nobody none', () => {
    for (const role of ['ADMIN', 'SUPPORT', 'EMPLOYEE', 'AGENT'] as const) expect(visibleContributors(aViewer(role))).toEqual({});
    const user = aViewer('USER');
    expect(visibleContributors(user)).toEqual({ userId: user.userId });
    expect(visibleContributors(NOBODY)).toEqual({ id: expect.objectContaining({ type: 'raw', objectLiteralParameters: {} }) });
  });

  it('lets the permission write, and nothing else', () => {
    for (const role of ['ADMIN', 'EMPLOYEE', 'AGENT'] as const) expect(() => assertMayWriteContributors(aViewer(role))).not.toThrow();
    for (const viewer of [NOBODY, aViewer('SUPPORT'), aViewer('USER')])
      expect(() => assertMayWriteContributors(viewer)).toThrow('contributor:write');
  });
});
