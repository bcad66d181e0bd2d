import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_USERS, type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import { aViewer } from '@plat/shared/testing/viewers';
import { seed } from '../src/seed';
import { startTestExchanges, type TestExchanges } from './exchanges.factory';

const ROLES = {
  admin: 'ADMIN',
  coordinator: 'COORDINATOR',
  client: 'CLIENT',
  thirdParty: 'THIRD_PARTY',
  agency: 'AGENCY',
  user: 'USER',
} as const;
const users = Object.fromEntries(
  DEMO_USERS.map((name) => [
    name,
    { email: '', password: '', role: ROLES[name], identity: aViewer(ROLES[name]).identity as DemoUser['identity'] },
  ]),
) as DemoWorld['users'];
const SCALE = 2;

describe('the demo of exchanges', () => {
  let exchanges: TestExchanges;
  const owners = Array(SCALE)
    .fill(['admin', 'admin', 'admin', 'client', 'client', 'user', 'user', 'coordinator'] as const)
    .flat() as (typeof DEMO_USERS)[number][];
  const properties = owners.map((name, index) => ({ id: randomUUID(), ownerId: users[name].identity.userId, title: `House ${index}` }));
  const contacts = Array.from({ length: 4 * SCALE }, (_, index) => ({ id: randomUUID(), name: `Person ${index}` }));
  const world: DemoWorld = {
    users,
    properties,
    contacts,
    deals: [],
    clients: [],
    projects: [],
    contributors: [],
    exchanges: [],
    platformLinks: [],
  };
  beforeAll(async () => {
    exchanges = await startTestExchanges({ database: await freshDatabase('exchanges') }, { clock: () => new Date() });
    await seed(exchanges.subgraph, world, SCALE);
  });
  afterAll(() => exchanges.stop());

  it('has an exchange for every property, and tells later seeds of both', async () => {
    expect(world.exchanges).toHaveLength(6 * SCALE);
    expect(world.exchanges.flatMap(({ propertyIds }) => propertyIds).sort()).toEqual(properties.map(({ id }) => id).sort());
    const { data, errors } = await exchanges.ask(
      demoViewer(users.admin),
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Property { exchanges(first: 1) { edges { node { id } } } } } }',
      { refs: properties.map(({ id }) => ({ __typename: 'Property', id })) },
    );
    expect(errors).toBeUndefined();
    for (const {
      exchanges: { edges },
    } of data._entities)
      expect(edges).toHaveLength(1);
  });

  it('gives everybody the exchanges that they take part in', async () => {
    const count = async (name: keyof typeof ROLES) =>
      (await exchanges.ask(demoViewer(users[name]), '{ exchanges { totalCount } }')).data.exchanges.totalCount;
    const counts = {
      admin: await count('admin'),
      coordinator: await count('coordinator'),
      client: await count('client'),
      thirdParty: await count('thirdParty'),
      agency: await count('agency'),
      user: await count('user'),
    };
    expect(counts).toEqual({ admin: 12, coordinator: 12, client: 4, thirdParty: 6, agency: 8, user: 2 });
  });

  it('has people who talk to each other, and what they have not read', async () => {
    const query = `{ exchanges(orderBy: CREATED_AT_ASC, first: 1) { edges { node {
      unreadCount messages(filter: { messageType: [TEXT] }) { edges { node { id sender { id } replyTo { id } } } } } } } }`;
    const { data, errors } = await exchanges.ask(demoViewer(users.client), query);
    expect(errors).toBeUndefined();
    const [{ node }] = data.exchanges.edges;
    const [question, answer, ...rest] = node.messages.edges.map((edge: { node: unknown }) => edge.node);
    expect(rest).toHaveLength(3);
    expect(answer).toMatchObject({ sender: { id: users.coordinator.identity.contactId }, replyTo: { id: question.id } });
    expect(node.unreadCount).toBeGreaterThanOrEqual(3);
  });

  it('tells the rights of participants as they count', () => {
    const told = world.exchanges
      .slice(0, 2)
      .flatMap(({ participants }) => participants.map(({ contactId, role, permissions }) => [contactId, role, permissions.join()]));
    const { coordinator, client, thirdParty, agency } = users;
    expect(told).toEqual(
      expect.arrayContaining([
        [coordinator.identity.contactId, 'COORDINATOR', 'VIEW,MESSAGE,UPLOAD,MANAGE'],
        [client.identity.contactId, 'CLIENT', 'VIEW,MESSAGE,UPLOAD,MANAGE'],
        [thirdParty.identity.contactId, 'THIRD_PARTY', 'VIEW,MESSAGE'],
        [agency.identity.contactId, 'AGENCY', 'VIEW,MESSAGE'],
      ]),
    );
  });

  it('has tasks that are done, open and overdue, for everybody who has any', async () => {
    const counted = async (name: keyof typeof ROLES, filter: string) =>
      (await exchanges.ask(demoViewer(users[name]), `{ exchangeTasks(filter: { ${filter} }) { totalCount } }`)).data.exchangeTasks
        .totalCount;
    expect(await counted('coordinator', 'status: [COMPLETE]')).toBe(2 * SCALE);
    expect(await counted('coordinator', 'overdue: true')).toBe(SCALE);
    expect(await counted('thirdParty', 'assignedToMe: true')).toBe(SCALE);
    expect(await counted('client', 'assignedToMe: true, status: [PENDING]')).toBe(SCALE);
    const { data } = await exchanges.ask(
      demoViewer(users.coordinator),
      '{ exchangeOverview { overdueTasks { total } byCoordinator { overdueTasks } } }',
    );
    const { overdueTasks, byCoordinator } = data.exchangeOverview;
    expect([overdueTasks.total, byCoordinator[0].overdueTasks]).toEqual([SCALE, SCALE]);
  });

  it('shows the money and the taxes of an exchange to its client and its coordinator, and to no agency', async () => {
    const { id } = world.exchanges[0] as { id: string };
    const query = `query ($id: ID!) { exchange(id: $id) { identification { verdict } fundAccount { balance } fundEntries { totalCount }
      releases { edges { node { state authorisations { side } } } } worksheets { totalCount } relatedParties { verdict { status } }
      attestations { verdict { isDisqualified } } taxpayers { vesting } } exchangeOverview { fundsHeld { total accounts } } }`;
    for (const name of ['client', 'coordinator'] as const)
      expect((await exchanges.ask(demoViewer(users[name]), query, { id })).data).toEqual({
        exchange: {
          identification: { verdict: 'OK' },
          fundAccount: { balance: '388975.00' },
          fundEntries: { totalCount: 3 },
          releases: { edges: [{ node: { state: 'PAID', authorisations: [{ side: 'FACILITATOR' }, { side: 'TAXPAYER' }] } }] },
          worksheets: { totalCount: 1 },
          relatedParties: [{ verdict: { status: 'WATCH' } }],
          attestations: [{ verdict: { isDisqualified: false } }],
          taxpayers: [{ vesting: 'Dana Hughes' }],
        },
        exchangeOverview: { fundsHeld: { total: '777950.00', accounts: SCALE } },
      });
    const { exchange, exchangeOverview } = (await exchanges.ask(demoViewer(users.agency), query, { id })).data;
    expect([exchange.fundAccount, exchange.releases.edges, exchangeOverview.fundsHeld]).toEqual([null, [], null]);
  });
});
