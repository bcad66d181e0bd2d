import { randomUUID } from 'node:crypto';
import { asked, ELSEWHERE, onRow, type SweepDeclaration, sweepViewers, swept } from '@plat/shared/testing/sweep-declaration';
import { aViewer } from '@plat/shared/testing/viewers';
import { Build } from '../src/build/build.entity';
import { assertMayDeleteBuilds, assertMayWriteBuilds, visibleBuilds } from '../src/build/build.policy';
import { Contributor } from '../src/contributor/contributor.entity';
import { assertMayWriteContributors, visibleContributors } from '../src/contributor/contributor.policy';
import { Project } from '../src/project/project.entity';
import { assertMayDeleteProjects, assertMayWriteProjects, visibleProjects } from '../src/project/project.policy';
import { schema } from '../src/schema';
import type { TestBuilds } from './builds.factory';

const project = swept('Project', Project, visibleProjects);
const contributor = swept('Contributor', Contributor, visibleContributors);
const build = swept('Build', Build, visibleBuilds);

/** Who may what in builds, by its policies; the sweep tries all of it. */
export const sweep: SweepDeclaration<TestBuilds> = {
  parts: schema,
  types: [project, build, contributor],
  mutations: {
    createProject: asked(assertMayWriteProjects, { names: { 'input.clientId': ELSEWHERE } }),
    updateProject: onRow(project, assertMayWriteProjects),
    createContributor: asked(assertMayWriteContributors, {
      names: { 'input.userId': ELSEWHERE, 'input.contactId': ELSEWHERE, 'input.roleId': ELSEWHERE },
    }),
    updateContributor: onRow(contributor, assertMayWriteContributors, { names: { 'input.roleId': ELSEWHERE } }),
    deleteProject: onRow(project, assertMayDeleteProjects),
    deleteBuild: onRow(build, assertMayDeleteBuilds),
    createBuild: asked(assertMayWriteBuilds, {
      names: { 'input.projectId': project, 'input.clientId': ELSEWHERE, 'input.inquiryId': ELSEWHERE },
    }),
    updateBuild: onRow(build, assertMayWriteBuilds, { names: { 'input.projectId': project } }),
  },
  world: async (builds) => {
    const [clientId, otherClientId] = [randomUUID(), randomUUID()];
    const [own, foreign] = [await builds.project({ clientId }), await builds.project({ clientId: otherClientId })];
    const worker = aViewer();
    const [working, other] = [
      await builds.contributor({ userId: worker.userId, roleId: randomUUID() }),
      await builds.contributor({ roleId: randomUUID() }),
    ];
    return {
      viewers: {
        'the contributor': worker,
        ...(await sweepViewers(aViewer)),
        'the owner': aViewer('CLIENT', { clientId }),
        'another owner': aViewer('CLIENT', { clientId: otherClientId }),
        'who may read projects alone': aViewer('USER', { permissions: ['project:read'] }),
        'who may read builds alone': aViewer('USER', { permissions: ['build:read'] }),
      },
      rows: {
        Project: { own: own.id, foreign: foreign.id },
        Build: {
          own: (await builds.build({ clientId })).id,
          ofProject: (await builds.build({ clientId: null, projectId: own.id })).id,
          foreign: (await builds.build({ clientId: otherClientId, projectId: foreign.id })).id,
        },
        Contributor: { own: working.id, foreign: other.id },
        Role: { own: String(working.roleId), foreign: String(other.roleId) },
        User: { own: worker.userId, foreign: other.userId },
        Contact: { own: working.contactId, foreign: other.contactId },
        Client: { own: clientId, foreign: otherClientId },
      },
    };
  },
};
