import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestSync, type TestSync } from './sync.factory';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
});
afterAll(() => sync.stop());

const LIST = `query ($first: Int, $after: String, $orderBy: PlatformLinkOrder! = CREATED_AT_DESC, $filter: PlatformLinkFilter) {
  platformLinks(first: $first, after: $after, orderBy: $orderBy, filter: $filter) { edges { node { id name } } pageInfo { hasNextPage endCursor } } }`;
const BY_ID = `query ($id: ID!, $refs: [_Any!]!) {
  platformLink(id: $id) { id user { id } } _entities(representations: $refs) { ... on PlatformLink { id name } } }`;

const byId = (id: string) => ({ id, refs: [{ __typename: 'PlatformLink', id }] });
const names = ({ data }: { data: { platformLinks: { edges: { node: { name: string } }[] } } }) =>
  data.platformLinks.edges.map(({ node }) => node.name);

describe('platform links', () => {
  it('shows an owner their own links and nobody else’s', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    await sync.platformLink(ann, { name: 'Mine' });
    await sync.platformLink(bob);
    const { data, errors } = await sync.ask(
      ann,
      `{ platformLinks { edges { node {
      name platform rootPath isEnabled syncOnStartup syncOnSchedule syncDirection syncInterval metadata lastSyncDate status version user { id } } } totalCount } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.platformLinks).toEqual({
      totalCount: 1,
      edges: [
        {
          node: {
            name: 'Mine',
            platform: 'DROPBOX',
            rootPath: '/',
            isEnabled: true,
            syncOnStartup: false,
            syncOnSchedule: false,
            syncDirection: null,
            syncInterval: null,
            metadata: null,
            lastSyncDate: null,
            status: 'DISCONNECTED',
            version: 1,
            user: { id: ann.userId },
          },
        },
      ],
    });
  });

  it('treats another user’s link as missing, by query and by reference', async () => {
    const ann = aViewer();
    const { id } = await sync.platformLink(ann);
    const found = { platformLink: { id, user: { id: ann.userId } }, _entities: [{ id, name: 'Papers' }] };
    for (const viewer of [ann, aViewer('ADMIN')]) expect((await sync.ask(viewer, BY_ID, byId(id))).data).toEqual(found);
    for (const role of ['USER', 'SUPPORT', 'AGENT', 'COORDINATOR', 'CLIENT', 'THIRD_PARTY'] as const) {
      expect(await sync.ask(aViewer(role), BY_ID, byId(id))).toEqual({ data: { platformLink: null, _entities: [null] } });
    }
    expect((await sync.ask(ann, BY_ID, byId('none'))).data).toEqual({ platformLink: null, _entities: [null] });
  });

  it('has no field for credentials', async () => {
    for (const field of ['credentials', 'credentialsCiphertext', 'nonce', 'salt']) {
      const { errors } = await sync.ask(aViewer(), `{ platformLinks { edges { node { ${field} } } } }`);
      expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'NAME_ASC', 'LAST_SYNC_DATE_DESC'])('walks all pages ordered by %s', async (orderBy) => {
    const ann = aViewer();
    for (const [n, day] of [1, null, 2, null, 2].entries()) {
      await sync.platformLink(ann, { name: `Link ${(n * 2) % 5}`, lastSyncDate: day === null ? null : new Date(Date.UTC(2026, 0, day)) });
    }
    const whole = names(await sync.ask(ann, LIST, { orderBy }));
    expect(whole).toHaveLength(5);
    if (orderBy === 'NAME_ASC') expect(whole).toEqual([...whole].sort());
    const walked: string[] = [];
    for (let after: string | undefined, goesOn = true; goesOn; ) {
      const page = await sync.ask(ann, LIST, { first: 2, after, orderBy });
      walked.push(...names(page));
      after = page.data.platformLinks.pageInfo.endCursor;
      goesOn = page.data.platformLinks.pageInfo.hasNextPage;
    }
    expect(walked).toEqual(whole);
  });

  it('filters', async () => {
    const ann = aViewer();
    await sync.platformLink(ann, { name: 'Phone', platform: 'IOS' as never, isEnabled: false });
    await sync.platformLink(ann, { name: 'Box', status: 'CONNECTED', lastSyncDate: new Date('2026-01-02T00:00:00Z') });
    const filtered = async (filter: object) => names(await sync.ask(ann, LIST, { filter, orderBy: 'NAME_ASC' }));
    expect(await filtered({ platform: ['IOS', 'WEB'] })).toEqual(['Phone']);
    expect(await filtered({ isEnabled: true })).toEqual(['Box']);
    expect(await filtered({ status: { eq: 'DISCONNECTED' } })).toEqual(['Phone']);
    expect(await filtered({ lastSyncDate: { gte: '2026-01-01T00:00:00Z' } })).toEqual(['Box']);
    expect(await filtered({ name: { contains: 'O' } })).toEqual(['Box', 'Phone']);
  });

  it('reads the links of several users in one statement, and counts only when asked', async () => {
    const [ann, bob, admin] = [aViewer(), aViewer(), aViewer('ADMIN')];
    const [first] = [await sync.platformLink(ann, { name: 'A' }), await sync.platformLink(bob, { name: 'B' })];
    const refs = [ann.userId, bob.userId, randomUUID()].map((id) => ({ __typename: 'User', id }));
    const query = (selection: string) =>
      `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { platformLinks(first: 5) { ${selection} } } } }`;
    const linksOf = async (viewer: typeof ann) =>
      (await sync.ask(viewer, query('edges { node { name } }'), { refs })).data._entities.map(
        ({ platformLinks }: { platformLinks: { edges: { node: { name: string } }[] } }) => platformLinks.edges.map(({ node }) => node.name),
      );
    expect(await linksOf(admin)).toEqual([['A'], ['B'], []]);
    expect(await linksOf(ann)).toEqual([['A'], [], []]);
    expect(await sync.statementsOf(() => sync.ask(admin, query('edges { node { id } }'), { refs }))).toHaveLength(1);
    expect(await sync.statementsOf(() => sync.ask(admin, query('edges { node { id } } totalCount'), { refs }))).toHaveLength(2);
    expect(await sync.statementsOf(() => sync.ask(ann, BY_ID, byId(first.id)))).toHaveLength(1);
  });
});
