import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { WorkspaceMember } from './workspace-member.entity';
import type { WorkspaceMemberOrder } from './workspace-member.input';
import { visibleWorkspaceMembers } from './workspace-member.policy';

const orderings: Orderings<WorkspaceMember, WorkspaceMemberOrder> = {
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  ROLE_DESC: { by: 'role', direction: 'DESC' },
};

export const membersOfWorkspacePages = (scope: RequestScope) =>
  new Pages(scope, {
    name: 'Workspace.members',
    entity: WorkspaceMember,
    visible: visibleWorkspaceMembers,
    orderings,
    parent: 'node.workspace_id = parent.id',
  });
