import { Events } from '@plat/shared/events/events';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { Deletions } from '@plat/shared/references/deletion';
import { buildLoader, buildOfProjectLoader, buildPages, buildsOfClientPages } from './build/build.loader';
import { BuildService } from './build/build.service';
import { contributorLoader, contributorOfContactLoader, contributorOfUserLoader, contributorPages } from './contributor/contributor.loader';
import { ContributorService } from './contributor/contributor.service';
import { projectLoader, projectPages, projectsOfClientPages } from './project/project.loader';
import { ProjectService } from './project/project.service';

/** All that a resolver of builds may touch, built once for each query and each root field of a mutation. */
export const createContext = (scope: RequestScope) => {
  const events = new Events(scope);
  const deletions = new Deletions(scope);
  const loaders = {
    project: projectLoader(scope),
    build: buildLoader(scope),
    buildOfProject: buildOfProjectLoader(scope),
    contributor: contributorLoader(scope),
    contributorOfUser: contributorOfUserLoader(scope),
    contributorOfContact: contributorOfContactLoader(scope),
  };
  const pages = {
    projects: projectPages(scope),
    projectsOfClient: projectsOfClientPages(scope),
    builds: buildPages(scope),
    buildsOfClient: buildsOfClientPages(scope),
    contributors: contributorPages(scope),
  };
  return {
    scope,
    loaders,
    pages,
    projects: new ProjectService(scope, events, deletions),
    contributors: new ContributorService(scope, events),
    builds: new BuildService(scope, events, loaders.project, deletions),
  };
};

export type BuildsContext = ReturnType<typeof createContext>;
