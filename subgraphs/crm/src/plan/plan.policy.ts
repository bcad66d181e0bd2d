import type { Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { UserPlan } from './plan.entity';

/** The plans that this viewer may know exist: its own; all of them for an administrator. */
export const visibleUserPlans = (viewer: Viewer): Scope<UserPlan> => (viewer.isAdmin ? {} : { userId: viewer.userId });

/** @throws PlatError FORBIDDEN unless the viewer is an administrator */
export const assertMaySetPlans = (viewer: Viewer): void => {
  if (!viewer.isAdmin) throw forbidden('Only administrators set plans; yours follows what you subscribe to.');
};
