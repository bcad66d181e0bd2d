import { loaderById } from '@plat/shared/graphql/loader-by-id';
import type { Orderings } from '@plat/shared/graphql/ordering';
import { Pages } from '@plat/shared/graphql/pages';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { visibleRows } from '@plat/shared/graphql/visible-rows';
import { Project } from './project.entity';
import type { ProjectOrder } from './project.input';
import { visibleProjects } from './project.policy';

const orderings: Orderings<Project, ProjectOrder> = {
  CREATED_AT_DESC: { by: 'createdAt', direction: 'DESC' },
  CREATED_AT_ASC: { by: 'createdAt', direction: 'ASC' },
  WEDDING_DATE_ASC: { by: 'weddingDate', direction: 'ASC' },
  WEDDING_DATE_DESC: { by: 'weddingDate', direction: 'DESC' },
};

export const projectLoader = (scope: RequestScope) => loaderById((ids) => visibleRows(scope, Project, visibleProjects, ids));

export const projectPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'projects', entity: Project, visible: visibleProjects, orderings });

export const projectsOfClientPages = (scope: RequestScope) =>
  new Pages(scope, { name: 'Client.projects', entity: Project, visible: visibleProjects, orderings, parent: 'node.client_id = parent.id' });
