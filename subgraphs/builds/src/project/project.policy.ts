import { none, type Scope } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Project } from './project.entity';

/** The projects that this viewer may know exist: all with the permission, else those of the client whose login it is. */
export const visibleProjects = (viewer: Viewer): Scope<Project> => {
  if (viewer.can('project:read')) return {};
  return viewer.clientId ? { clientId: viewer.clientId } : none();
};

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayDeleteProjects = (viewer: Viewer): void => viewer.assertCan('project:delete');

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayWriteProjects = (viewer: Viewer): void => viewer.assertCan('project:write');
