import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayEditPlatformLink, visiblePlatformLinks } from './platform-link.policy';

describe('the policy of platform links', () => {
  const owner = aViewer();
  const link = { userId: owner.userId };

  it('shows everybody their own, staff included, and an administrator all', () => {
    for (const role of ['USER', 'CLIENT', 'SUPPORT', 'AGENT', 'COORDINATOR'] as const) {
      const viewer = aViewer(role);
      expect(visiblePlatformLinks(viewer)).toEqual({ userId: viewer.userId });
    }
    expect(visiblePlatformLinks(aViewer('ADMIN'))).toEqual({});
  });

  it('refuses nobody before it says what is visible', () => {
    expect(() => visiblePlatformLinks(NOBODY)).toThrow('Sign in first.');
  });

  it('lets the owner edit, and nobody else', () => {
    expect(() => assertMayEditPlatformLink(owner, link)).not.toThrow();
    for (const viewer of [aViewer(), aViewer('ADMIN')]) expect(() => assertMayEditPlatformLink(viewer, link)).toThrow('Only its owner');
  });
});
