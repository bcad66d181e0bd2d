import type { Scope } from '@plat/shared/access/scope';
import { none } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Contributor } from './contributor.entity';

/** The contributors that this viewer may know exist: all with the permission, else the one that the viewer is. */
export const visibleContributors = (viewer: Viewer): Scope<Contributor> => {
  if (viewer.can('contributor:read')) return {};
  return viewer.isSignedIn ? { userId: viewer.userId } : none();
};

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayWriteContributors = (viewer: Viewer): void => viewer.assertCan('contributor:write');
