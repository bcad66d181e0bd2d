import { none, type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { Build } from './build.entity';

/**
 * The builds that this viewer may know exist: all with the permission, else those of the client whose login it is, by
 * themselves or through their project.
 */
export const visibleBuilds = (viewer: Viewer): Scope<Build> => {
  if (viewer.can('build:read')) return {};
  if (!viewer.clientId) return none();
  // An array, which both indexes answer together; with IN, PostgreSQL would look at every build.
  return [
    { clientId: viewer.clientId },
    { projectId: where(':column = ANY (ARRAY(SELECT id FROM projects WHERE client_id = :{client}))', { client: viewer.clientId }) },
  ];
};

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayDeleteBuilds = (viewer: Viewer): void => viewer.assertCan('build:delete');

/** @throws PlatError FORBIDDEN without the permission */
export const assertMayWriteBuilds = (viewer: Viewer): void => viewer.assertCan('build:write');
