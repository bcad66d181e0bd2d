import { type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import { forbidden } from '@plat/shared/errors/plat-error';
import type { WorkspaceMember } from '../workspace-member/workspace-member.entity';
import type { Workspace } from './workspace.entity';

/** The workspaces that this viewer may know exist: those it is a member of; all of them for an administrator. */
export const visibleWorkspaces = (viewer: Viewer): Scope<Workspace> =>
  viewer.isAdmin
    ? {}
    : { id: where(':column = ANY (ARRAY(SELECT workspace_id FROM workspace_members WHERE user_id = :{me}))', { me: viewer.userId }) };

/** @param mine the viewer's own membership @throws PlatError FORBIDDEN unless it is an owner's; administrators read only */
export const assertMayRunWorkspace = (mine: Pick<WorkspaceMember, 'role'> | null): void => {
  if (mine?.role !== 'OWNER') throw forbidden('Only an owner of a workspace edits it and decides on its members.');
};
