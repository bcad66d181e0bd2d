import { describe, expect, it } from '@jest/globals';
import type { Permission } from './permissions';
import { Viewer } from './viewer';

describe('a viewer', () => {
  it('never changes, whatever becomes of what it was made of', () => {
    const permissions: Permission[] = ['property:read'];
    const identity = { userId: 'ann', role: 'USER' as const, permissions };
    const viewer = new Viewer(identity);
    permissions.push('property:write');
    Object.assign(identity, { role: 'ADMIN' });
    expect([viewer.isAdmin, viewer.can('property:write'), viewer.identity.permissions]).toEqual([false, false, ['property:read']]);
    for (const [target, change] of [
      [viewer, { identity: { role: 'ADMIN' } }],
      [viewer.identity, { role: 'ADMIN' }],
      [viewer.identity.permissions, { 0: 'property:write' }],
    ] as const)
      expect(() => Object.assign(target as object, change)).toThrow(TypeError);
  });
});
