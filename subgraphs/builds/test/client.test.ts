import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestBuilds, type TestBuilds } from './builds.factory';

let builds: TestBuilds;
beforeAll(async () => {
  builds = await startTestBuilds();
});
afterAll(() => builds.stop());

const CLIENTS = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Client { id SELECTION } } }';
const refs = (...ids: string[]) => ids.map((id) => ({ __typename: 'Client', id }));

describe('what builds adds to a client', () => {
  it('lists the builds and projects of each client', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    const project = await builds.project({ clientId: ann });
    const build = await builds.build({ clientId: ann, projectId: project.id });
    const { data, errors } = await builds.ask(
      aViewer('AGENT'),
      CLIENTS.replace('SELECTION', 'builds { edges { node { id } } totalCount } projects { edges { node { id } } totalCount }'),
      { refs: refs(ann, bob) },
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      {
        id: ann,
        builds: { edges: [{ node: { id: build.id } }], totalCount: 1 },
        projects: { edges: [{ node: { id: project.id } }], totalCount: 1 },
      },
      { id: bob, builds: { edges: [], totalCount: 0 }, projects: { edges: [], totalCount: 0 } },
    ]);
  });

  it('shows another client nothing of them', async () => {
    const project = await builds.project();
    await builds.build({ clientId: project.clientId, projectId: project.id });
    const { data } = await builds.ask(
      aViewer('CLIENT', { clientId: randomUUID() }),
      CLIENTS.replace('SELECTION', 'builds { totalCount } projects { totalCount }'),
      { refs: refs(project.clientId) },
    );
    expect(data._entities).toEqual([{ id: project.clientId, builds: { totalCount: 0 }, projects: { totalCount: 0 } }]);
  });

  it.each(['builds', 'projects'])('reads the %s of all clients in one statement, and counts only when asked', async (field) => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const clientId of ids) await builds.build({ clientId, projectId: (await builds.project({ clientId })).id });
    const ask = (selection: string) =>
      builds.statementsOf(() =>
        builds.ask(aViewer('AGENT'), CLIENTS.replace('SELECTION', `${field}(first: 2) { ${selection} }`), { refs: refs(...ids) }),
      );
    expect(await ask('edges { node { id } }')).toHaveLength(1);
    expect(await ask('edges { node { id } } totalCount')).toHaveLength(2);
  });

  it('reads projects of builds, and builds of projects, in one statement each', async () => {
    const clientId = randomUUID();
    for (let n = 0; n < 3; n += 1) await builds.build({ clientId, projectId: (await builds.project({ clientId })).id });
    const login = aViewer('CLIENT', { clientId });
    expect(await builds.statementsOf(() => builds.ask(login, '{ builds { edges { node { project { id } } } } }'))).toHaveLength(2);
    expect(await builds.statementsOf(() => builds.ask(login, '{ projects { edges { node { build { id } } } } }'))).toHaveLength(2);
  });
});
