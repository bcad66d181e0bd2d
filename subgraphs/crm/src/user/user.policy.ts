import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { User } from './user.entity';

/** The users that this viewer may know exist: itself; all of them for an administrator. */
export const visibleUsers = (viewer: Viewer): Scope<User> => (viewer.isAdmin ? {} : { id: viewer.userId });

/** @throws PlatError FORBIDDEN unless the profile is the viewer's own, or the viewer is an administrator */
export const assertMayEditProfile = (viewer: Viewer, user: User): void => {
  if (user.id !== viewer.userId && !viewer.isAdmin) throw forbidden('Only the user and administrators edit a profile.');
};

/** @throws PlatError FORBIDDEN unless the viewer is an administrator, and somebody else than the user */
export const assertMayManageUser = (viewer: Viewer, userId: string): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators manage users.');
  if (userId.toLowerCase() === viewer.userId.toLowerCase()) throw forbidden('Nobody decides about their own role and access.');
};

/** @throws PlatError FORBIDDEN unless the viewer is an administrator */
export const assertMayAddUsers = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators add users.');
};
