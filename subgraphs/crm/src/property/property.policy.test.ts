import { describe, expect, it } from '@jest/globals';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import { assertMayEditProperty, visibleProperties } from './property.policy';

const owner = aViewer();

describe('properties', () => {
  it('are visible to their owner, all of them to an administrator, and to nobody else', () => {
    expect(visibleProperties(owner)).toEqual({ userId: owner.userId });
    expect(visibleProperties(aViewer('ADMIN'))).toEqual({});
    for (const role of ['SUPPORT', 'EMPLOYEE', 'AGENT', 'COORDINATOR'] as const) {
      const viewer = aViewer(role);
      expect(visibleProperties(viewer)).toEqual({ userId: viewer.userId });
    }
    expect(() => visibleProperties(NOBODY)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('are edited by their owner alone', () => {
    expect(() => assertMayEditProperty(owner, { userId: owner.userId })).not.toThrow();
    for (const viewer of [aViewer(), aViewer('ADMIN'), aViewer('AGENT')]) {
      expect(() => assertMayEditProperty(viewer, { userId: owner.userId })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    }
    expect(() => assertMayEditProperty(NOBODY, { userId: owner.userId })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});
