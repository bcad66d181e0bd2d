import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Viewer } from '../src/access/viewer';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let service: TestSubgraph;
beforeAll(async () => {
  service = await startTestSubgraph(noteService(), { database: await noteDatabase() });
});
afterAll(() => service.stop());

/** Notes by rank, 0 and on, each of the topics that are named for it. */
const addNotes = (viewer: Viewer, topicsOf: readonly (readonly string[])[]) =>
  service.given(async (db) => {
    for (const [rank, topics] of topicsOf.entries()) {
      const { id } = await db.save(db.create(Note, { ownerId: viewer.userId, title: null, rank }));
      for (const topic of topics) await db.query('INSERT INTO note_topics VALUES ($1, $2)', [id, topic]);
    }
  });
const SELECTION = 'edges { node { rank } cursor } pageInfo { endCursor hasNextPage }';
const ask = (viewer: Viewer, ids: readonly string[], fields: string) =>
  service.ask(viewer, `query ($ids: [ID!]!) { topics(ids: $ids) { ${fields} } }`, { ids });
const ranks = (connection: { edges: { node: { rank: number } }[] }) => connection.edges.map(({ node }) => node.rank);

it('shows a row under each of its parents, with the page and the count of each', async () => {
  const [viewer, a, b, c] = [aViewer(), randomUUID(), randomUUID(), randomUUID()];
  await addNotes(viewer, [[a], [a, b], [b], [a, b], [a]]);
  const { data } = await ask(viewer, [a, b, c], `notes(orderBy: RANK_ASC, first: 2) { ${SELECTION} totalCount }`);
  expect(data.topics.map(({ notes }: { notes: never }) => ranks(notes))).toEqual([[0, 1], [1, 2], []]);
  expect(
    data.topics.map(({ notes }: { notes: { totalCount: number; pageInfo: object } }) => [notes.totalCount, notes.pageInfo]),
  ).toMatchObject([
    [4, { hasNextPage: true }],
    [3, { hasNextPage: true }],
    [0, { hasNextPage: false }],
  ]);
  const next = await ask(
    viewer,
    [a, b],
    `notes(orderBy: RANK_ASC, first: 2, after: "${data.topics[0].notes.pageInfo.endCursor}") { edges { node { rank } } }`,
  );
  expect(next.data.topics.map(({ notes }: { notes: never }) => ranks(notes))).toEqual([
    [3, 4],
    [2, 3],
  ]);
});

it('counts and shows what the viewer may see, and nothing else', async () => {
  const [ann, bob, topic] = [aViewer(), aViewer(), randomUUID()];
  await addNotes(ann, [[topic], [topic]]);
  await addNotes(bob, [[], [topic]]);
  const { data } = await ask(bob, [topic], `notes { ${SELECTION} totalCount }`);
  expect([ranks(data.topics[0].notes), data.topics[0].notes.totalCount]).toEqual([[1], 1]);
});

it('reads all parents by one statement for each set of arguments, and counts by one more', async () => {
  const [viewer, topics] = [aViewer(), Array.from({ length: 50 }, () => randomUUID())];
  await addNotes(
    viewer,
    topics.map((topic) => [topic]),
  );
  const statements = (fields: string) => service.statementsOf(() => ask(viewer, topics, fields));
  expect(await statements('notes { edges { cursor } } again: notes { edges { node { id } } }')).toHaveLength(1);
  expect(await statements('notes { edges { cursor } } last: notes(last: 1) { edges { cursor } }')).toHaveLength(2);
  expect(await statements('notes { totalCount } last: notes(last: 1) { totalCount }')).toHaveLength(3);
});

it('keeps selections with other arguments apart', async () => {
  const [viewer, topic] = [aViewer(), randomUUID()];
  await addNotes(viewer, [[topic], [topic], [topic]]);
  const { data } = await ask(
    viewer,
    [topic],
    `a: notes(orderBy: RANK_ASC, first: 1) { ${SELECTION} } b: notes(orderBy: RANK_ASC, last: 1) { ${SELECTION} }
    c: notes(orderBy: RANK_ASC, filter: { rank: { gt: 0 } }) { ${SELECTION} totalCount } d: notes(orderBy: RANK_ASC) { totalCount }`,
  );
  const [{ a, b, c, d }] = data.topics;
  expect([ranks(a), ranks(b), ranks(c), c.totalCount, d.totalCount]).toEqual([[0], [2], [1, 2], 2, 3]);
});

it('spoils no page by the faults of another', async () => {
  const [viewer, topic] = [aViewer(), randomUUID()];
  await addNotes(viewer, [[topic]]);
  const { data, errors } = await ask(
    viewer,
    [topic, topic.toUpperCase(), 'no id', '', `' OR true --`, '\0'],
    `notes { ${SELECTION} totalCount } wrong: notes(first: 101) { totalCount }`,
  );
  expect(data.topics.map(({ notes }: { notes: { totalCount: number } }) => [ranks(notes as never), notes.totalCount])).toEqual([
    [[0], 1],
    [[0], 1],
    [[], 0],
    [[], 0],
    [[], 0],
    [[], 0],
  ]);
  expect(new Set(errors?.map(({ path, extensions }) => `${path?.at(-1)} ${extensions?.code}`))).toEqual(new Set(['wrong BAD_USER_INPUT']));
});
