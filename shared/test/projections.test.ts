import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../src/access/viewer';
import { withClient } from '../src/database/admin-client';
import { createDataSource } from '../src/database/data-source';
import { EntityRows } from '../src/database/entity-rows';
import { type Projection, Projections } from '../src/database/projections';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { describedNoteService } from './fixtures/described-note.resolver';
import { Note } from './fixtures/note.entity';
import { noteDatabase } from './fixtures/note-service';

const ALL = ['author', 'created_at', 'id', 'owner_id', 'rank', 'title'];
let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  source = await createDataSource(database.app, describedNoteService().model, 1, 'projections').initialize();
  service = await startTestSubgraph(describedNoteService(), { database });
});
afterAll(() => Promise.all([service.stop(), source.destroy()]));

interface Row {
  readonly title?: string | null;
  readonly rank?: number;
  readonly author?: string | null;
}

/** @returns their ids */
const add = (viewer: Viewer, ...rows: readonly Row[]): Promise<string[]> =>
  service.given(async (db) => {
    const ids: string[] = [];
    for (const { title = randomUUID(), rank = 0, author = null } of rows) {
      const sql = 'INSERT INTO notes (owner_id, title, rank, author) VALUES ($1, $2, $3, $4) RETURNING id';
      const [{ id }] = await db.query(sql, [viewer.userId, title, rank, author]);
      ids.push(id);
    }
    return ids;
  });

/** The columns that each statement of some work selected of notes. */
const selected = async (work: () => Promise<unknown>): Promise<string[][]> => {
  const statements = await service.statementsOf(work);
  return statements.map((sql) => [...sql.matchAll(/"node"\."(\w+)" AS "\1"/g)].map(([, name]) => name as string).sort());
};

/** A list with a text of its own, since what is known is known of a text. */
const list = (fields: string) => `query Of${randomUUID().replaceAll('-', '')} { notes { edges { node { ${fields} } } } }`;
const nodes = async (viewer: Viewer, query: string, variables?: Record<string, unknown>) => {
  const { data, errors } = await service.ask(viewer, query, variables);
  expect(errors).toBeUndefined();
  return data.notes.edges.map(({ node }: { node: unknown }) => node);
};

describe('a query that was executed before', () => {
  it.each([
    ['of a list', () => list('title')],
    ['of a list under a parent', () => 'query ($topic: ID!) { topics(ids: [$topic]) { notes { edges { node { title } } } } }'],
    ['by id', () => 'query ($id: ID!) { note(id: $id) { title } }'],
    ['of an entity', () => 'query ($id: ID!) { _entities(representations: [{ __typename: "Note", id: $id }]) { ... on Note { title } } }'],
  ])('reads the columns that it needs, %s', async (_name, queryOf) => {
    const [query, viewer, topic] = [queryOf(), aViewer(), randomUUID()];
    const [id] = await add(viewer, { title: `The note of ${topic}` });
    await service.given((db) => db.query('INSERT INTO note_topics VALUES ($1, $2)', [id, topic]));
    const ask = () => service.ask(viewer, query, { ...(query.includes('$id') && { id }), ...(query.includes('$topic') && { topic }) });
    const first = await ask();
    expect(JSON.stringify(first)).toContain(`The note of ${topic}`);
    expect(await selected(async () => expect(await ask()).toEqual(first))).toEqual([['id', 'title']]);
  });

  it('reads all of them, as long as it found no row', async () => {
    const [query, viewer] = [list('title'), aViewer()];
    for (let times = 0; times < 2; times++) expect(await selected(() => nodes(viewer, query))).toEqual([ALL]);
    const title = randomUUID();
    await add(viewer, { title });
    expect(await selected(() => nodes(viewer, query))).toEqual([ALL]);
    expect(await selected(async () => expect(await nodes(viewer, query)).toEqual([{ title }]))).toEqual([['id', 'title']]);
  });

  it('reads no column of rows of which it says their type alone', async () => {
    const [query, viewer] = [list('__typename'), aViewer()];
    await add(viewer, {});
    await nodes(viewer, query);
    expect(await selected(async () => expect(await nodes(viewer, query)).toEqual([{ __typename: 'Note' }]))).toEqual([['id']]);
  });

  it.each(['label', 'quietLabel'])('is executed again where %s reads more of some row, and knows it then', async (field) => {
    const [query, viewer] = [list(field), aViewer()];
    await add(viewer, { title: `Titled for ${field}`, author: 'ann@example.com' });
    expect(await nodes(viewer, query)).toEqual([{ [field]: `Titled for ${field}` }]);
    const other = aViewer();
    await add(other, { title: null, author: 'ben@example.com' });
    const again = await selected(async () => expect(await nodes(other, query)).toEqual([{ [field]: 'ben@example.com' }]));
    expect(again).toEqual([['id', 'title'], ALL]);
    const known = await selected(async () => expect(await nodes(other, query)).toEqual([{ [field]: 'ben@example.com' }]));
    expect(known).toEqual([['author', 'id', 'title']]);
  });

  it('keeps what it knew, where somebody else needs something else', async () => {
    const [query, viewer, other] = [list('either'), aViewer(), aViewer()];
    await add(viewer, { title: 'Either the title', rank: 0 });
    await add(other, { author: 'or the author', rank: 1 });
    for (let times = 0; times < 2; times++) {
      expect(await nodes(viewer, query)).toEqual([{ either: 'Either the title' }]);
      expect(await nodes(other, query)).toEqual([{ either: 'or the author' }]);
    }
    const needed = [['author', 'id', 'rank', 'title']];
    expect([await selected(() => nodes(viewer, query)), await selected(() => nodes(other, query))]).toEqual([needed, needed]);
  });

  it('reads at each of its places what is needed there', async () => {
    const [query, viewer] = ['query ($id: ID!) { note(id: $id) { title } notes { edges { node { rank } } } }', aViewer()];
    const [id] = await add(viewer, { title: 'At two places', rank: 2 });
    const expected = { note: { title: 'At two places' }, notes: { edges: [{ node: { rank: 2 } }] } };
    const read = () => selected(async () => expect((await service.ask(viewer, query, { id })).data).toEqual(expected));
    expect(await read()).toEqual([ALL, ALL]);
    expect((await read()).sort()).toEqual([
      ['id', 'rank'],
      ['id', 'title'],
    ]);
  });

  it('is answered rightly by each of many who ask at once, whatever each needs', async () => {
    const query = list('label quietLabel');
    const viewers = Array.from({ length: 30 }, () => aViewer());
    for (const [n, viewer] of viewers.entries())
      await add(viewer, n % 3 ? { title: `${n} of many` } : { title: null, author: `${n}@many` });
    await nodes(viewers[1] as Viewer, query);
    const labels: unknown[] = [];
    const reads = await selected(async () => labels.push(...(await Promise.all(viewers.map((viewer) => nodes(viewer, query))))));
    const expected = viewers.map((_, n) => (n % 3 ? `${n} of many` : `${n}@many`));
    expect(labels).toEqual(expected.map((label) => [{ label, quietLabel: label }]));
    expect(reads.filter((columns) => columns.length < ALL.length)).toHaveLength(30);
    expect(reads).toHaveLength(40); // a third of them again
  });

  it('is answered rightly where a condition asks for more than before', async () => {
    const query = 'query ($more: Boolean!) { notes { edges { node { rank title @include(if: $more) } } } }';
    const viewer = aViewer();
    const title = randomUUID();
    await add(viewer, { title, rank: 3 });
    for (const more of [false, false, true, true, false])
      expect(await nodes(viewer, query, { more })).toEqual([{ rank: 3, ...(more && { title }) }]);
  });

  it.each(['copy', 'text'])('reads all columns where %s takes the whole entity, sooner or later', async (field) => {
    const more = `query Later($more: Boolean!) { notes { edges { node { rank ${field} @include(if: $more) } } } }`;
    const [query, viewer] = [list(field), aViewer()];
    const [id] = await add(viewer, { title: `Whole ${field}`, author: 'ann@example.com' });
    const whole = { [field]: expect.objectContaining({ id, title: `Whole ${field}`, rank: 0, author: 'ann@example.com' }) };
    for (let times = 0; times < 3; times++)
      expect(await selected(async () => expect(await nodes(viewer, query)).toEqual([whole]))).toEqual([ALL]);
    for (let times = 0; times < 2; times++) expect(await nodes(viewer, more, { more: false })).toEqual([{ rank: 0 }]);
    for (let times = 0; times < 2; times++) expect(await nodes(viewer, more, { more: true })).toEqual([{ rank: 0, ...whole }]);
  });

  it('reads all columns where the names of all are asked for from the first time on', async () => {
    const [query, viewer] = [list('names'), aViewer()];
    await add(viewer, {});
    const names = ['author', 'createdAt', 'id', 'ownerId', 'rank', 'title'];
    for (let times = 0; times < 3; times++) expect(await nodes(viewer, query)).toEqual([{ names }]);
  });

  it('may write to what it has not read', async () => {
    const [query, viewer, other] = [list('renamed'), aViewer(), aViewer()];
    await add(viewer, { rank: 0 });
    expect(await nodes(viewer, query)).toEqual([{ renamed: 'as it was' }]);
    await add(other, { rank: 1, author: 'ann@example.com' });
    expect(await selected(async () => expect(await nodes(other, query)).toEqual([{ renamed: 'somebody' }]))).toEqual([['id', 'rank']]);
  });

  it('has entities of their class', async () => {
    const [query, viewer] = [list('isNote'), aViewer()];
    await add(viewer, {});
    for (let times = 0; times < 3; times++) expect(await nodes(viewer, query)).toEqual([{ isNote: true }]);
  });

  it('pages, filters and orders by columns that it does not read', async () => {
    const viewer = aViewer();
    await add(viewer, ...[4, 1, 3, 2, 5].map((rank) => ({ rank, author: `${rank}@ranks` })));
    const query = `query ($after: String) { notes(first: 2, after: $after, orderBy: RANK_ASC, filter: { rank: { gt: 1 } }) {
      edges { node { author } } pageInfo { endCursor hasNextPage } totalCount } }`;
    const pageAfter = async (after?: string) => (await service.ask(viewer, query, { after })).data.notes;
    for (let times = 0; times < 2; times++) {
      const first = await pageAfter();
      const second = await pageAfter(first.pageInfo.endCursor);
      expect([...first.edges, ...second.edges].map(({ node }) => node.author)).toEqual(['2@ranks', '3@ranks', '4@ranks', '5@ranks']);
      expect([first, second].map(({ pageInfo, totalCount }) => [pageInfo.hasNextPage, totalCount])).toEqual([
        [true, 4],
        [false, 4],
      ]);
    }
    expect(await selected(() => pageAfter())).toContainEqual(['author', 'id']);
  });
});

describe('what lasts', () => {
  it.each([
    ['not done by who is at work for an execution that was given up', 'rank', [2, ['execution 2']]],
    ['done by who is at work for one that stands, after its answer', 'title', [1, ['execution 1']]],
  ] as const)('is %s', async (_name, property, expected) => {
    const known = new Projections();
    const read = (projection: Projection, what: 'title' | 'rank') =>
      projection.reading(EntityRows.of(source, Note), 'here').read({ id: 'one', title: 'x', rank: 1 })[what];
    await known.run(async (projection) => read(projection, 'title'));
    const acted: string[] = [];
    const later: Promise<unknown>[] = [];
    let executions = 0;
    await known.run(async (projection) => {
      const name = `execution ${++executions}`;
      const asSystem = projection.acting(async () => acted.push(name) as never);
      later.push(setTimeout(20).then(() => asSystem(async () => undefined)));
      return Promise.allSettled([(async () => read(projection, property))()]);
    });
    await Promise.allSettled(later);
    expect([executions, acted]).toEqual(expected);
  });

  const counted = () =>
    withClient(database.admin, async (client) => (await client.query('SELECT count(*)::int AS count FROM checks')).rows[0].count);

  it('happens once, where the query that does it had to be executed again', async () => {
    const [query, viewer] = ['query ($id: ID!, $above: Float!) { seen(id: $id, above: $above) }', aViewer()];
    const [id] = await add(viewer, { title: 'Much seen', rank: 1, author: 'ann@example.com' });
    for (let times = 0; times < 20; times++) expect((await service.ask(viewer, query, { id, above: 1 })).data.seen).toBe('Much seen');
    const before = await counted();
    const statements = await selected(async () =>
      expect((await service.ask(viewer, query, { id, above: 0 })).data.seen).toBe('ann@example.com'),
    );
    expect(statements[0]).toEqual(['id', 'rank', 'title']);
    expect(statements).toContainEqual(ALL);
    expect(await counted()).toBe(before + 1);
  });

  it('costs nothing more of a query that does it mostly', async () => {
    const [query, viewer] = ['query Mostly($id: ID!, $above: Float!) { seen(id: $id, above: $above) }', aViewer()];
    const [id] = await add(viewer, { rank: 1, author: 'ann@example.com' });
    const before = await counted();
    for (let times = 1; times <= 10; times++) {
      const reads = (await selected(() => service.ask(viewer, query, { id, above: 0 }))).filter((columns) => columns.length > 0);
      expect(reads).toEqual([ALL]);
      expect(await counted()).toBe(before + times);
    }
  });
});

describe('the shapes of rows', () => {
  const PROPERTIES = ['author', 'createdAt', 'ownerId', 'rank', 'title'];
  /** All that somebody may need of a note. */
  const needs = Array.from({ length: 2 ** PROPERTIES.length }, (_, bits) => new Set(PROPERTIES.filter((_, n) => bits & (1 << n))));

  it('say so when something reads what they have not', () => {
    const shape = EntityRows.of(source, Note).shapeOf(new Set(['title', 'no column']));
    const onUnread = jest.fn();
    const note = shape.read({ id: 'one', title: 'Titled', rank: 3 }, onUnread);
    expect([note.id, note.title, note instanceof Note, 'rank' in note]).toEqual(['one', 'Titled', true, true]);
    expect(onUnread).not.toHaveBeenCalled();
    const takings: (() => unknown)[] = [
      () => note.rank,
      () => note.ownerId,
      () => ({ ...note }),
      () => Object.assign(new Note(), note),
      () => Object.values(note),
      () => Object.entries(note),
      () => JSON.stringify([note]),
      () => structuredClone(note),
      () => {
        const { id: _, ...rest } = note;
        return rest;
      },
    ];
    for (const [n, take] of takings.entries()) {
      expect(take).toThrow('was not selected');
      expect(onUnread).toHaveBeenCalledTimes(n + 1);
    }
    Object.assign(note, { ownerId: 'two', rank: 4 });
    expect([note.ownerId, note.rank]).toEqual(['two', 4]);
  });

  it('have what is needed and the key, and are the same for the same need', () => {
    const rows = EntityRows.of(source, Note);
    const row = { id: '1', author: '2', created_at: '3', owner_id: '4', rank: '5', title: '6' };
    const values: Record<string, string> = { id: '1', author: '2', createdAt: '3', ownerId: '4', rank: '5', title: '6' };
    for (const needed of needs) {
      const shape = rows.shapeOf(needed);
      const note = shape.read(row) as unknown as Record<string, string>;
      for (const property of Object.keys(values)) {
        if (property === 'id' || needed.has(property)) expect(note[property]).toBe(values[property]);
        else expect(() => note[property]).toThrow('was not selected');
      }
      expect(rows.shapeOf(new Set(needed))).toBe(shape);
    }
    expect(rows.shapeOf(new Set(PROPERTIES))).toBe(rows.whole);
  });
});

it('knows nothing of mutations, which read whole rows', async () => {
  const viewer = aViewer();
  const query = 'mutation ($title: String!) { addNote(title: $title) { title copy } }';
  for (let times = 0; times < 3; times++) {
    const title = randomUUID();
    const { data } = await service.ask(viewer, query, { title });
    expect(data.addNote).toEqual({ title, copy: expect.objectContaining({ title, rank: 0, ownerId: viewer.userId }) });
  }
});
