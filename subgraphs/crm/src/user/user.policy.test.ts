import { describe, expect, it } from '@jest/globals';
import { USER_ROLES } from '@plat/shared/access/permissions';
import { NOBODY } from '@plat/shared/access/viewer';
import { aViewer } from '@plat/shared/testing/viewers';
import type { User } from './user.entity';
import { assertMayEditProfile, visibleUsers } from './user.policy';

const profileOf = (id: string) => ({ id }) as User;

describe('users', () => {
  it.each(USER_ROLES)('are visible to themselves, and all to administrators alone: %s', (role) => {
    const viewer = aViewer(role);
    expect(visibleUsers(viewer)).toEqual(role === 'ADMIN' ? {} : { id: viewer.userId });
  });

  it.each(USER_ROLES)('edit themselves, and administrators everybody: %s', (role) => {
    const viewer = aViewer(role);
    expect(() => assertMayEditProfile(viewer, profileOf(viewer.userId))).not.toThrow();
    const another = () => assertMayEditProfile(viewer, profileOf(aViewer().userId));
    if (role === 'ADMIN') expect(another).not.toThrow();
    else expect(another).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('are nothing to nobody', () => {
    expect(() => visibleUsers(NOBODY)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    expect(() => assertMayEditProfile(NOBODY, profileOf('x'))).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});
