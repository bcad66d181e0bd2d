import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Workspace } from './workspace.entity';
import type { WorkspaceOrder } from './workspace.input';
import { visibleWorkspaces } from './workspace.policy';

const orderings: Orderings<Workspace, WorkspaceOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  NAME_ASC: { by: 'name', direction: 'ASC' },
};

export const workspaceLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Workspace, visibleWorkspaces, ids));

export const workspacePages = (scope: RequestScope) =>
  new Pages(scope, { name: 'workspaces', entity: Workspace, visible: visibleWorkspaces, orderings });
