import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DEMO_USERS, type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { seed } from '../src/seed';
import { startTestSync } from './sync.factory';

const someone = (name: string): DemoUser => ({
  email: `${name}@example.com`,
  password: name,
  role: 'USER',
  identity: { userId: randomUUID(), contactId: randomUUID(), role: 'USER' },
});

const aWorld = (): DemoWorld => ({
  users: Object.fromEntries(DEMO_USERS.map((name) => [name, someone(name)])) as DemoWorld['users'],
  properties: [],
  clients: [],
  contacts: [],
  projects: [],
  contributors: (['thirdParty', 'user'] as const).map((user) => ({ id: randomUUID(), user })),
  exchanges: [],
  deals: [],
  platformLinks: [],
});

describe('the demo of sync', () => {
  it('connects platforms of the admin, the client and the user, and tells the other seeds', async () => {
    const sync = await startTestSync();
    const world = aWorld();
    await seed(sync.subgraph, world, 2);
    const { admin, client, user } = world.users;
    for (const [person, count] of [
      [admin, 4],
      [client, 2],
      [user, 2],
      [world.users.agency, 0],
    ] as const) {
      expect(world.platformLinks.filter(({ userId }) => userId === person.identity.userId)).toHaveLength(count);
      const { data } = await sync.ask(demoViewer(person), '{ platformLinks { edges { node { id platform } } totalCount } }');
      expect(data.platformLinks.totalCount).toBe(count);
    }
    expect(world.platformLinks.slice(0, 4).map(({ platform }) => platform)).toEqual(['DROPBOX', 'UBUNTU', 'IOS', 'WEB']);
    await sync.stop();
  });

  it('connects a calendar for each contributor', async () => {
    const sync = await startTestSync();
    const world = aWorld();
    await seed(sync.subgraph, world, 2);
    for (const [name, count] of [
      ['thirdParty', 1],
      ['user', 1],
      ['client', 0],
    ] as const) {
      const { data } = await sync.ask(demoViewer(world.users[name]), '{ calendarSyncTokens { totalCount } }');
      expect([name, data.calendarSyncTokens.totalCount]).toEqual([name, count]);
    }
    await sync.stop();
  });
});
