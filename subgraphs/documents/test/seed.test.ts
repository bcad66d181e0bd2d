import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GrantSubject, OwnerGrant } from '@plat/shared/access/grants';
import { ROLE_PERMISSIONS, type RoleName } from '@plat/shared/access/permissions';
import { DEMO_PIN, DEMO_USERS, type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { freshDatabase } from '@plat/shared/testing/test-databases';
import type { GrantOwners } from '../src/access-grant/access-grant.owners';
import { seed } from '../src/seed';
import { startTestDocuments, type TestDocuments } from './documents.factory';

const ROLES: Readonly<Record<(typeof DEMO_USERS)[number], RoleName>> = {
  admin: 'ADMIN',
  coordinator: 'COORDINATOR',
  client: 'CLIENT',
  thirdParty: 'THIRD_PARTY',
  agency: 'AGENCY',
  user: 'USER',
};

/** What the seeds before this one leave behind, in small. */
function aWorld(): DemoWorld {
  const users = Object.fromEntries(
    DEMO_USERS.map((name): [string, DemoUser] => {
      const role = ROLES[name];
      return [
        name,
        {
          email: `${name}@example.com`,
          password: 'x',
          role,
          identity: {
            userId: randomUUID(),
            contactId: randomUUID(),
            clientId: name === 'client' ? randomUUID() : undefined,
            role,
            permissions: ROLE_PERMISSIONS[role],
          },
        },
      ];
    }),
  ) as DemoWorld['users'];
  const { admin, client, coordinator, thirdParty, user } = users;
  const part = ({ identity: { contactId } }: DemoUser, role: 'CLIENT' | 'COORDINATOR' | 'THIRD_PARTY', ...permissions: string[]) => ({
    contactId,
    role,
    permissions,
  });
  return {
    users,
    clients: [],
    contacts: [],
    properties: [admin, admin, client].map(({ identity: { userId: ownerId } }, index) => ({
      id: randomUUID(),
      ownerId,
      title: `${index} Main St`,
    })),
    deals: [{ id: randomUUID(), ownerId: user.identity.userId, title: 'Sale' }],
    contributors: [],
    projects: [{ id: randomUUID(), clientId: client.identity.clientId as string, name: 'Wedding' }],
    exchanges: [
      {
        id: randomUUID(),
        name: 'Hughes',
        propertyIds: [],
        participants: [
          part(coordinator, 'COORDINATOR', 'VIEW', 'UPLOAD', 'MANAGE'),
          part(client, 'CLIENT', 'VIEW', 'UPLOAD'),
          part(thirdParty, 'THIRD_PARTY', 'VIEW'),
          { ...part(admin, 'CLIENT', 'VIEW', 'UPLOAD'), contactId: randomUUID() },
        ],
      },
    ],
    platformLinks: [{ id: randomUUID(), userId: admin.identity.userId, platform: 'DROPBOX' }],
  };
}

const holding = (subjectId: string, principalId: string, role: string): OwnerGrant => ({
  subjectId,
  principalId,
  role,
  permissions: [],
  isActive: true,
  seq: '1',
});

const grantsOf = ({ properties, platformLinks, projects, exchanges }: DemoWorld): Record<GrantSubject, OwnerGrant[]> => ({
  Property: properties.map(({ id, ownerId }) => holding(id, ownerId, 'OWNER')),
  Lead: [],
  PlatformLink: platformLinks.map(({ id, userId }) => holding(id, userId, 'OWNER')),
  Project: projects.map(({ id, clientId }) => holding(id, clientId, 'CLIENT')),
  Exchange: exchanges.flatMap(({ id, participants }) =>
    participants.map(({ contactId, role, permissions }) => ({ ...holding(id, contactId, role), permissions: [...permissions] })),
  ),
});

const world = aWorld();
/** The others know what they seeded. */
const owners: GrantOwners = {
  ask: async () => [],
  page: async (_, type) => ({ grants: grantsOf(world)[type], next: null }),
};

let documents: TestDocuments;
beforeAll(async () => {
  documents = await startTestDocuments({ database: await freshDatabase('documents'), owners });
});
afterAll(() => documents.stop());

it('gives each person of the demo something to see, and to each something else', async () => {
  await seed(documents.subgraph, world, 1);
  const titles = async (name: keyof DemoWorld['users'], filter = '{}') => {
    const { data } = await documents.ask(
      demoViewer(world.users[name]),
      `{ documents(first: 100, filter: ${filter}) { edges { node { title } } } }`,
    );
    return (data.documents.edges as { node: { title: string } }[]).map(({ node }) => node.title.split(':')[0]).sort();
  };
  const guide = 'How an exchange goes, day by day';
  expect(await titles('user')).toEqual([guide, 'Letter of intent']);
  expect(await titles('thirdParty')).toEqual(['Exchange agreement', guide, 'Identification notice']);
  // Of the house and of the exchange.
  const templates = ['Closing letter', 'Identification notice', 'Identification notice', 'Letter of intent'];
  expect(await titles('coordinator')).toEqual(['Exchange agreement', guide, ...templates, 'Tax return', 'Wire instructions'].sort());
  expect(await titles('client')).toEqual([
    'Exchange agreement',
    guide,
    'Identification notice',
    'Inspection before repair',
    'Schedule',
    'Survey',
    'Tax return',
    'Title search',
    'Wire instructions',
  ]);
  expect(await titles('admin')).toHaveLength(21);
  expect(await titles('admin', '{ status: [ARCHIVED] }')).toEqual(['Outdated appraisal']);
  const protectedOnes = await documents.given((db) => db.query('SELECT id, exchange_id, pin_hash FROM documents WHERE pin_protected'));
  expect(protectedOnes).toEqual([expect.objectContaining({ exchange_id: world.exchanges[0]?.id })]);
  const unlocked = await documents.ask(
    demoViewer({ ...world.users.client, identity: { ...world.users.client.identity, sessionId: randomUUID() } }),
    'mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { expiresAt } }',
    { input: { documentId: protectedOnes[0].id, pin: DEMO_PIN } },
  );
  expect(unlocked.errors).toBeUndefined();
  const refs = world.properties.map(({ id }) => ({ __typename: 'Property', id }));
  const { data } = await documents.ask(
    demoViewer(world.users.admin),
    'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Property { documents(first: 2) { edges { node { title } } } } } }',
    { refs },
  );
  expect(data._entities.map((property: { documents: { edges: unknown[] } }) => property.documents.edges.length)).toEqual([2, 2, 2]);
  const notices = await documents.ask(
    demoViewer(world.users.coordinator),
    '{ documents(filter: { title: { eq: "Identification notice" } }) { edges { node { id isTemplate templateVersions { edges { node { engine tags } } } } } } }',
  );
  const [{ node: notice }] = notices.data.documents.edges;
  expect(notice).toMatchObject({ isTemplate: true, templateVersions: { edges: [{ node: { engine: 'PDF' } }] } });
  const shown = await documents.ask(
    demoViewer(world.users.admin),
    `query ($refs: [_Any!]!) { documents(filter: { title: { contains: "Walk-through" } }) { edges { node {
        title currentVersionNumber tags { tag } versions { edges { node { comment size } } } } } }
      shareLinks { edges { node { label maxDownloads documents { title } } } }
      legalHolds { edges { node { name } } }
      _entities(representations: $refs) { ... on Property { media { edges { node { fileName type } } } } } }`,
    { refs: refs.slice(0, 1) },
  );
  expect(shown.errors).toBeUndefined();
  const [{ node: notes }] = shown.data.documents.edges;
  expect([notes.currentVersionNumber, notes.tags.length, notes.versions.edges.length]).toEqual([3, 3, 3]);
  expect(shown.data.shareLinks.edges).toEqual([
    { node: { label: 'For the roofer', maxDownloads: 3, documents: [{ title: notes.title }] } },
  ]);
  expect(shown.data.legalHolds.edges).toEqual([{ node: { name: 'Dispute about the roof' } }]);
  expect(shown.data._entities[0].media.edges).toEqual([{ node: { fileName: 'front.png', type: 'IMAGE' } }]);
});
