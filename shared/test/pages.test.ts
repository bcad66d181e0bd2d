import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '../src/access/viewer';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { noteDatabase, noteService } from './fixtures/note-service';
import { pageOf, walk } from './fixtures/walk';

const ORDERS: Readonly<Record<string, string>> = {
  CREATED_AT_ASC: 'created_at, id',
  CREATED_AT_DESC: 'created_at DESC, id DESC',
  RANK_ASC: 'rank, id',
  TITLE_ASC: 'title NULLS LAST, id',
  TITLE_DESC: 'title DESC NULLS LAST, id DESC',
};
let service: TestSubgraph;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
});
afterAll(() => service.stop());

/** Rows of a viewer, several at each instant, instants a microsecond apart, every third one without a title. */
const addNotes = (viewer: Viewer, count: number) =>
  service.given((db) =>
    db.query(
      `INSERT INTO notes (owner_id, title, rank, created_at)
   SELECT $1::uuid, CASE WHEN n % 3 > 0 THEN md5(n || $1::uuid::text) END, n % 4, timestamptz '2026-03-01 09:30:00.123456Z' + (n / 5) * interval '1 microsecond' FROM generate_series(1, $2::int) n`,
      [viewer.userId, count],
    ),
  );
/** The ids of a viewer's notes in the order that PostgreSQL gives them. */
const idsOf = async ({ userId }: Viewer, orderBy: string): Promise<string[]> => {
  const rows = await service.given((db) => db.query(`SELECT id FROM notes WHERE owner_id = $1 ORDER BY ${ORDERS[orderBy]}`, [userId]));
  return rows.map(({ id }: { id: string }) => id);
};

describe.each(Object.keys(ORDERS))('a list ordered by %s', (orderBy) => {
  it.each([1, 3, 7, 100])('has every row once, in order, in pages of %i, from either end', async (size) => {
    const viewer = aViewer();
    await addNotes(viewer, 31);
    const ids = await idsOf(viewer, orderBy);
    expect(ids).toHaveLength(31);
    expect(await walk(service, viewer, { orderBy, size })).toEqual(ids);
    expect(await walk(service, viewer, { orderBy, size, backward: true })).toEqual(ids);
  });

  it('shows what lies between two cursors, from either end', async () => {
    const viewer = aViewer();
    await addNotes(viewer, 12);
    const { edges } = await pageOf(service, viewer, { orderBy, first: 12 });
    for (const [from, to] of [
      [0, 11],
      [2, 3],
      [3, 9],
      [7, 8],
    ] as const) {
      const window = { orderBy, after: edges[from]?.cursor, before: edges[to]?.cursor };
      const inside = edges.slice(from + 1, to);
      expect((await pageOf(service, viewer, { ...window, first: 100 })).edges).toEqual(inside);
      expect((await pageOf(service, viewer, { ...window, last: 2 })).edges).toEqual(inside.slice(-2));
    }
  });

  it.each([false, true])('loses and doubles no row while others are added and edited elsewhere (backward: %s)', async (backward) => {
    const viewer = aViewer();
    await addNotes(viewer, 30);
    const before = await idsOf(viewer, orderBy);
    const seen = await walk(service, viewer, { orderBy, size: 4, backward }, () =>
      service.given(async (db) => {
        const add = 'INSERT INTO notes (owner_id, title, rank, created_at) VALUES ($1, $2, $3, $4)';
        await db.query(add, [viewer.userId, null, 0, '2026-03-01 09:30:00.123457Z']);
        await db.query(add, [viewer.userId, `0 ${randomUUID()}`, 9, '2020-01-01Z']);
        await db.query(add, [viewer.userId, `z ${randomUUID()}`, 2, '2030-01-01Z']);
        await db.query(`UPDATE notes SET author = 'ann@example.com' WHERE owner_id = $1`, [viewer.userId]);
      }),
    );
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('a page', () => {
  it('goes on where its row was, when that row is gone', async () => {
    const viewer = aViewer();
    await addNotes(viewer, 9);
    const { edges, pageInfo } = await pageOf(service, viewer, { orderBy: 'TITLE_ASC', first: 4 });
    await service.given((db) => db.query('DELETE FROM notes WHERE id = $1', [edges[3]?.node.id]));
    const rest = await pageOf(service, viewer, { orderBy: 'TITLE_ASC', first: 100, after: pageInfo.endCursor });
    expect(rest.edges.map(({ node }) => node.id)).toEqual((await idsOf(viewer, 'TITLE_ASC')).slice(3));
  });

  it.each(['first', 'last'] as const)('of no rows still tells whether there are any (%s: 0)', async (size) => {
    const [viewer, other] = [aViewer(), aViewer()];
    await addNotes(viewer, 2);
    const isMore = size === 'first' ? 'hasNextPage' : 'hasPreviousPage';
    const nothing = { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };
    expect(await pageOf(service, viewer, { orderBy: 'RANK_ASC', [size]: 0 })).toEqual({
      ...nothing,
      pageInfo: { ...nothing.pageInfo, [isMore]: true },
    });
    expect(await pageOf(service, other, { orderBy: 'RANK_ASC', [size]: 0 })).toEqual(nothing);
  });

  it('has 25 rows unless asked, and up to 100', async () => {
    const viewer = aViewer();
    await addNotes(viewer, 101);
    const [usual, most] = [
      await pageOf(service, viewer, { orderBy: 'RANK_ASC' }),
      await pageOf(service, viewer, { orderBy: 'RANK_ASC', first: 100 }),
    ];
    expect([usual.edges.length, most.edges.length, most.pageInfo.hasNextPage]).toEqual([25, 100, true]);
    await expect(pageOf(service, viewer, { orderBy: 'RANK_ASC', last: 101 })).rejects.toThrow('last must be between 0 and 100');
  });
});
