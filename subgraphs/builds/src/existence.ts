import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Build } from './build/build.entity';
import { visibleBuilds } from './build/build.policy';
import { Contributor } from './contributor/contributor.entity';
import { visibleContributors } from './contributor/contributor.policy';
import { Project } from './project/project.entity';
import { visibleProjects } from './project/project.policy';

/** What other services may refer to, or ask about: the projects, contributors and builds that the viewer sees. */
export const existence: Existence = {
  Project: visibleIds(Project, visibleProjects),
  Contributor: visibleIds(Contributor, visibleContributors),
  Build: visibleIds(Build, visibleBuilds),
};
