import { type Existence, visibleIds } from '@plat/shared/references/existence';
import { Project } from './project/project.entity';
import { visibleProjects } from './project/project.policy';

/** What other services may refer to: the projects that the viewer sees. */
export const existence: Existence = { Project: visibleIds(Project, visibleProjects) };
