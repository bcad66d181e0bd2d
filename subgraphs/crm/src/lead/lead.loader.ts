import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { partsOfShared } from '../workspace/workspace.sharing.loader';
import { Lead } from './lead.entity';
import type { LeadOrder } from './lead.input';
import { visibleLeads } from './lead.policy';

const orderings: Orderings<Lead, LeadOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  NAME_ASC: { by: 'name', direction: 'ASC' },
  SCORE_DESC: { by: 'score', direction: 'DESC', nullable: true },
};

export const leadLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Lead, visibleLeads, ids));

const leads = { entity: Lead, visible: visibleLeads, orderings };

export const leadPages = (scope: RequestScope) => new Pages(scope, { name: 'leads', ...leads, parts: partsOfShared });

export const leadsOfUserPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'User.leads', ...leads, parent: 'node.user_id = parent.id' });

export const leadsOfWorkspacePages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Workspace.leads', ...leads, parent: 'node.workspace_id = parent.id' });
