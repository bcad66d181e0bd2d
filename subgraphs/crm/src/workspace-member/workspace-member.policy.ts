import { type Scope, where } from '@plat/shared/access/scope';
import type { Viewer } from '@plat/shared/access/viewer';
import type { WorkspaceMember } from './workspace-member.entity';

/** The memberships that this viewer may know exist: those of its own workspaces; all of them for an administrator. */
export const visibleWorkspaceMembers = (viewer: Viewer): Scope<WorkspaceMember> =>
  viewer.isAdmin
    ? {}
    : {
        workspaceId: where(':column = ANY (ARRAY(SELECT workspace_id FROM workspace_members WHERE user_id = :{me}))', {
          me: viewer.userId,
        }),
      };
