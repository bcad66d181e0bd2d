import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Contributor } from './contributor/contributor.entity';
import { visibleContributors } from './contributor/contributor.policy';
import { Project } from './project/project.entity';
import { visibleProjects } from './project/project.policy';

/** What other services may refer to: the projects and contributors that the viewer sees. */
export const existence: Existence = {
  Project: visibleIds(Project, visibleProjects),
  Contributor: visibleIds(Contributor, visibleContributors),
};
