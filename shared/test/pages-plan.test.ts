import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../src/database/admin-client';
import { explain, statementsWithValues } from '../src/testing/explain';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';

import { noteDatabase, noteService } from './fixtures/note-service';

const ROWS = 20_000;
const SIZE = 25;
const [ann, admin] = [aViewer(), aViewer('ADMIN')];
let database: TestDatabase;
let service: TestSubgraph;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database });
  // Of every two rows one is Ann's; the others belong to a hundred people.
  await withClient(database.admin, async (client) => {
    await client.query(
      `INSERT INTO notes (owner_id, title, created_at) SELECT CASE WHEN n % 2 = 0 THEN $1::uuid ELSE md5((n % 100)::text)::uuid END, n::text, timestamptz '2026-01-01' + n * interval '1 second'
       FROM generate_series(1, $2::int) n`,
      [ann.userId, ROWS],
    );
    await client.query('ANALYZE notes');
  });
});
afterAll(() => service.stop());

const page =
  'query ($after: String, $before: String, $first: Int, $last: Int, $orderBy: NoteOrder!) { notes(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) { edges { node { title } } } }';

describe.each([
  ['an owner', ann],
  ['an administrator', admin],
])('a page of a long list, read by %s', (_, viewer) => {
  it.each([
    ['the first', 0, { first: SIZE, orderBy: 'CREATED_AT_ASC' }],
    ['one in the middle', ROWS / 2, { first: SIZE, orderBy: 'CREATED_AT_ASC' }],
    ['one near the end', ROWS - 1_000, { first: SIZE, orderBy: 'CREATED_AT_ASC' }],
    ['one in the other direction', 200, { first: SIZE, orderBy: 'CREATED_AT_DESC' }],
    ['one before a cursor', ROWS - 100, { last: SIZE, orderBy: 'CREATED_AT_ASC' }],
  ])('reads no more rows than it shows, or few: %s', async (_name, at, args) => {
    const cursorAt = `query ($title: String!, $orderBy: NoteOrder!) { notes(filter: { title: { eq: $title } }, orderBy: $orderBy) { pageInfo { endCursor } } }`;
    const cursor = at
      ? (await service.ask(viewer, cursorAt, { title: String(at), orderBy: args.orderBy })).data.notes.pageInfo.endCursor
      : null;
    const variables = { ...args, ['last' in args ? 'before' : 'after']: cursor };
    const statements = await statementsWithValues(async () => {
      const { data } = await service.ask(viewer, page, variables);
      const step = (viewer === ann ? 2 : 1) * ('last' in args || args.orderBy === 'CREATED_AT_DESC' ? -1 : 1);
      const titles = Array.from({ length: SIZE }, (_unused, n) => String(at + step * (n + 1)));
      expect(data.notes.edges.map(({ node }: { node: { title: string } }) => node.title)).toEqual(
        'last' in args ? titles.reverse() : titles,
      );
    });
    expect(statements).toHaveLength(1);
    const { sequentialScans, rowsRead, rowsSorted } = await explain(database.app, viewer, statements[0] as (typeof statements)[number]);
    expect(sequentialScans).toEqual([]);
    expect(rowsRead).toBeLessThanOrEqual(3 * (SIZE + 1));
    expect(rowsSorted).toBeLessThanOrEqual(SIZE + 1);
  });
});

it('is one statement for all sizes up to the next power of two, so that each connection plans it once', async () => {
  const texts = new Map<number, Set<string>>();
  for (const first of [1, 15, 16, 20, 31, 32, 63, 64, 99]) {
    const statements = await statementsWithValues(async () => {
      const { data } = await service.ask(ann, page, { first, orderBy: 'CREATED_AT_ASC' });
      expect(data.notes.edges).toHaveLength(first);
    });
    const told = 2 ** Math.ceil(Math.log2(first + 1)); // one more tells whether there are more
    texts.set(told, (texts.get(told) ?? new Set()).add(statements[0]?.sql as string));
  }
  expect([...texts].map(([told, { size }]) => [told, size])).toEqual([2, 16, 32, 64, 128].map((told) => [told, 1]));
  expect(new Set([...texts.values()].flatMap((some) => [...some])).size).toBe(5);
});

it('notices a plan that reads and sorts everything', async () => {
  const execution = await explain(database.app, admin, { sql: 'SELECT * FROM notes ORDER BY md5(title) LIMIT 1', values: [] });
  expect(execution).toMatchObject({ sequentialScans: ['notes'], rowsRead: ROWS, rowsSorted: ROWS });
});
