import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DemoUser, DemoWorld } from '@plat/shared/demo/demo-world';
import { demoViewer } from '@plat/shared/demo/demo-world';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { seed } from '../src/seed';
import { startTestBuilds, type TestBuilds } from './builds.factory';

const login = (role: 'ADMIN' | 'CLIENT', clientId?: string): DemoUser => ({
  email: '',
  password: '',
  role,
  identity: aViewer(role, { clientId }).identity as DemoUser['identity'],
});

describe('the demo of builds', () => {
  let builds: TestBuilds;
  const clients = ['Clara Hughes', 'Nora Quinn', 'Owen Price'].map((name) => ({ id: randomUUID(), name }));
  const users = {
    admin: login('ADMIN'),
    client: login('CLIENT', clients[0]?.id),
    thirdParty: login('CLIENT'),
    user: login('CLIENT'),
  } as DemoWorld['users'];
  const world: DemoWorld = {
    users,
    clients,
    properties: [],
    contacts: [],
    projects: [],
    contributors: [],
    exchanges: [],
    deals: [],
    platformLinks: [],
  };
  beforeAll(async () => {
    builds = await startTestBuilds({ database: await freshDatabase('builds') });
    await seed(builds.subgraph, world, 2);
  });
  afterAll(() => builds.stop());

  it('gives every client a project with a build, and tells later seeds', async () => {
    expect(world.projects.map(({ clientId, name }) => ({ clientId, name }))).toEqual([
      { clientId: clients[0]?.id, name: 'Hughes wedding' },
      { clientId: clients[1]?.id, name: 'Quinn wedding' },
      { clientId: clients[2]?.id, name: 'Price wedding' },
    ]);
    const { data, errors } = await builds.ask(
      demoViewer(users.client),
      '{ projects { edges { node { client { id } build { status client { id } } } } } }',
    );
    expect(errors).toBeUndefined();
    const client = { id: clients[0]?.id };
    expect(data.projects.edges).toEqual([{ node: { client, build: { status: 'BOOKED', client } } }]);
  });

  it('has contributors, who find themselves', async () => {
    expect(world.contributors.map(({ user }) => user)).toEqual(['thirdParty', 'user']);
    const { data } = await builds.ask(demoViewer(users.user), '{ contributors { edges { node { id contributorType } } } }');
    expect(data.contributors.edges).toEqual([{ node: { id: world.contributors[1]?.id, contributorType: 'INTERNAL' } }]);
  });

  it('has quotes on their way, as many times as asked, and a client for the first build', async () => {
    const { data } = await builds.ask(
      demoViewer(users.admin),
      '{ builds(filter: { status: [INQUIRY, PROPOSAL_SENT] }) { totalCount } first: builds(first: 1) { edges { node { status client { id } } } } }',
    );
    expect(data.builds.totalCount).toBe(6);
    expect(data.first.edges[0].node.client.id).toEqual(expect.any(String));
  });
});
