import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aViewer } from '@plat/shared/testing/viewers';
import { startTestSync, type TestSync } from './sync.factory';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
});
afterAll(() => sync.stop());

const LIST = `query ($first: Int, $after: String, $orderBy: CalendarSyncTokenOrder! = CREATED_AT_DESC, $filter: CalendarSyncTokenFilter) {
  calendarSyncTokens(first: $first, after: $after, orderBy: $orderBy, filter: $filter) {
    edges { node { id lastSyncAt } } pageInfo { hasNextPage endCursor } totalCount } }`;
const BY_ID = `query ($id: ID!, $refs: [_Any!]!) {
  calendarSyncToken(id: $id) { id user { id } } _entities(representations: $refs) { ... on CalendarSyncToken { id provider } } }`;

const byId = (id: string) => ({ id, refs: [{ __typename: 'CalendarSyncToken', id }] });
const ids = ({ data }: { data: { calendarSyncTokens: { edges: { node: { id: string } }[] } } }) =>
  data.calendarSyncTokens.edges.map(({ node }) => node.id);

describe('calendar tokens', () => {
  it('shows an owner their own calendars and nobody else’s', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    await sync.calendarToken(ann);
    await sync.calendarToken(bob);
    const { data, errors } = await sync.ask(
      ann,
      '{ calendarSyncTokens { edges { node { provider syncStatus lastSyncAt version user { id } } } totalCount } }',
    );
    expect(errors).toBeUndefined();
    expect(data.calendarSyncTokens).toEqual({
      totalCount: 1,
      edges: [{ node: { provider: 'GOOGLE', syncStatus: 'ACTIVE', lastSyncAt: null, version: 1, user: { id: ann.userId } } }],
    });
  });

  it('treats another user’s calendar as missing, by query and by reference, in one statement', async () => {
    const ann = aViewer();
    const { id } = await sync.calendarToken(ann);
    const found = { calendarSyncToken: { id, user: { id: ann.userId } }, _entities: [{ id, provider: 'GOOGLE' }] };
    for (const viewer of [ann, aViewer('ADMIN')]) expect((await sync.ask(viewer, BY_ID, byId(id))).data).toEqual(found);
    for (const role of ['USER', 'SUPPORT', 'AGENT', 'COORDINATOR', 'CLIENT', 'THIRD_PARTY'] as const) {
      expect(await sync.ask(aViewer(role), BY_ID, byId(id))).toEqual({ data: { calendarSyncToken: null, _entities: [null] } });
    }
    expect((await sync.ask(ann, BY_ID, byId('none'))).data).toEqual({ calendarSyncToken: null, _entities: [null] });
    expect(await sync.statementsOf(() => sync.ask(ann, BY_ID, byId(id)))).toHaveLength(1);
  });

  it('has no field for tokens', async () => {
    for (const field of ['refreshToken', 'refreshTokenCiphertext', 'nonce', 'salt', 'syncToken']) {
      const { errors } = await sync.ask(aViewer(), `{ calendarSyncTokens { edges { node { ${field} } } } }`);
      expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it.each(['CREATED_AT_DESC', 'CREATED_AT_ASC', 'LAST_SYNC_AT_DESC'])('walks all pages ordered by %s', async (orderBy) => {
    const ann = aViewer();
    for (const day of [1, null, 2, null, 2])
      await sync.calendarToken(ann, { lastSyncAt: day === null ? null : new Date(Date.UTC(2026, 0, day)) });
    const whole = await sync.ask(ann, LIST, { orderBy });
    expect(ids(whole)).toHaveLength(5);
    if (orderBy === 'LAST_SYNC_AT_DESC') {
      const days = whole.data.calendarSyncTokens.edges.map(({ node }: { node: { lastSyncAt: string | null } }) =>
        node.lastSyncAt?.slice(8, 10),
      );
      expect(days).toEqual(['02', '02', '01', undefined, undefined]);
    }
    const walked: string[] = [];
    for (let after: string | undefined, goesOn = true; goesOn; ) {
      const page = await sync.ask(ann, LIST, { first: 2, after, orderBy });
      walked.push(...ids(page));
      after = page.data.calendarSyncTokens.pageInfo.endCursor;
      goesOn = page.data.calendarSyncTokens.pageInfo.hasNextPage;
    }
    expect(walked).toEqual(ids(whole));
  });

  it('filters', async () => {
    const ann = aViewer();
    const contributorId = randomUUID();
    const paused = await sync.calendarToken(ann, { contributorId, syncStatus: 'DISABLED' as never });
    const read = await sync.calendarToken(ann, { lastSyncAt: new Date('2026-01-02T00:00:00Z') });
    const filtered = async (filter: object) => ids(await sync.ask(ann, LIST, { filter }));
    expect(await filtered({ id: { eq: paused.id } })).toEqual([paused.id]);
    expect(await filtered({ contributorId: { in: [contributorId, randomUUID()] } })).toEqual([paused.id]);
    expect(await filtered({ syncStatus: ['ACTIVE', 'ERROR'] })).toEqual([read.id]);
    expect(await filtered({ lastSyncAt: { gte: '2026-01-01T00:00:00Z' } })).toEqual([read.id]);
  });
});
