import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { policySql } from '../src/access/policy-sql';
import { none, type Scope, where } from '../src/access/scope';
import { Viewer } from '../src/access/viewer';
import { createDataSource } from '../src/database/data-source';
import { statementsWithValues } from '../src/testing/explain';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database });
  source = await createDataSource(database.system, noteService().model, 1, 'policies').initialize();
});
afterAll(async () => {
  await source.destroy();
  await service.stop();
});

describe('what a policy shows somebody', () => {
  let asked: Viewer[];
  const visible = (viewer: Viewer): Scope<Note> => {
    asked.push(viewer);
    return viewer.isAdmin ? {} : [{ ownerId: viewer.userId }, { author: where<string>(':column = :{me}', { me: viewer.userId }) }];
  };
  const said = (viewer: Viewer, policy = visible) => policySql(source.getMetadata(Note), policy, viewer);
  beforeEach(() => {
    asked = [];
  });

  it('is asked once, and said with each value in its place', () => {
    const ann = aViewer();
    expect(said(ann)).toEqual({
      sql: '(("node"."owner_id" = $1)) OR (("node"."author" = $2))',
      values: [ann.userId, ann.userId],
      isEither: true,
    });
    expect(said(ann)).toBe(said(ann));
    expect(asked).toEqual([ann]);
  });

  it('is never what it shows somebody else, nor the same person with other rights', () => {
    const ann = aViewer();
    const [bob, promoted] = [aViewer(), new Viewer({ ...ann.identity, role: 'ADMIN' })];
    said(ann);
    expect(said(bob)).toEqual({ sql: said(ann).sql, values: [bob.userId, bob.userId], isEither: true });
    expect(said(promoted)).toEqual({ sql: '(true)', values: [], isEither: false });
    expect(said(ann).values).toEqual([ann.userId, ann.userId]);
  });

  it('is not what another policy shows, though it be written alike', () => {
    const ann = aViewer();
    const only = (rank: number) => (): Scope<Note> => ({ rank });
    expect([said(ann, only(1)).values, said(ann, only(2)).values, said(ann, () => none()).sql]).toEqual([[1], [2], '((false))']);
  });

  it('is asked again where it refused to answer', () => {
    const anonymous = new Viewer();
    for (const _ of [1, 2]) expect(() => said(anonymous)).toThrow('Sign in');
    expect(asked).toEqual([anonymous, anonymous]);
  });
});

describe('reads of somebody', () => {
  const PAGE = `query ($filter: NoteFilter, $first: Int, $orderBy: NoteOrder, $id: ID!) {
    notes(filter: $filter, first: $first, orderBy: $orderBy) { totalCount edges { node { id title rank } } } note(id: $id) { title } }`;
  const add = async ({ userId }: Viewer, title: string, rank: number): Promise<string> => {
    const id = randomUUID();
    await service.given((db) =>
      db.query('INSERT INTO notes (id, owner_id, title, rank) VALUES ($1, $2, $3, $4)', [id, userId, title, rank]),
    );
    return id;
  };
  const titles = async (viewer: Viewer, id: string, variables: object = {}) => {
    const { data } = await service.ask(viewer, PAGE, { ...variables, id });
    const shown = data.notes.edges.map(({ node }: { node: { title: string } }) => node.title);
    return { shown, total: data.notes.totalCount, note: data.note?.title ?? null };
  };

  it('are the same statements for everybody of their kind, and find each their own rows', async () => {
    const [ann, bob] = [aViewer(), aViewer()];
    const ids = [await add(ann, `a ${randomUUID()}`, 1), await add(bob, `b ${randomUUID()}`, 1)] as const;
    await titles(ann, ids[0]); // from now on the query reads the columns that it needs
    const sent = [];
    for (const viewer of [ann, bob, ann, bob]) {
      const own = viewer === ann ? 'a' : 'b';
      sent.push(
        await statementsWithValues(async () => {
          const { shown, total, note } = await titles(viewer, ids[0]);
          expect(shown).toEqual([expect.stringMatching(own)]);
          expect([total, note]).toEqual([1, viewer === ann ? shown[0] : null]);
        }),
      );
    }
    const [first, ...others] = sent.map((statements) => statements.map(({ sql }) => sql).sort());
    expect(first).toHaveLength(3);
    for (const other of others) expect(other).toEqual(first);
    for (const [n, statements] of sent.entries()) {
      const values = JSON.stringify(statements.map((one) => one.values));
      expect([values.includes(ann.userId), values.includes(bob.userId)]).toEqual(n % 2 === 0 ? [true, false] : [false, true]);
    }
  });

  it('go by their own arguments each time, and see what was written since', async () => {
    const ann = aViewer();
    const name = randomUUID();
    const id = await add(ann, `${name} 1`, 1);
    const low = { filter: { rank: { lte: 2 } } };
    const high = { filter: { rank: { gte: 2 } }, orderBy: 'RANK_ASC' };
    expect(await titles(ann, id, low)).toEqual({ shown: [`${name} 1`], total: 1, note: `${name} 1` });
    expect(await titles(ann, id, high)).toEqual({ shown: [], total: 0, note: `${name} 1` });
    await add(ann, `${name} 2`, 2);
    await service.given((db) => db.query('UPDATE notes SET title = $2, rank = 3 WHERE id = $1', [id, `${name} 3`]));
    expect(await titles(ann, id, low)).toEqual({ shown: [`${name} 2`], total: 1, note: `${name} 3` });
    expect(await titles(ann, id, high)).toEqual({ shown: [`${name} 2`, `${name} 3`], total: 2, note: `${name} 3` });
    expect((await titles(ann, id, { ...high, first: 1 })).shown).toEqual([`${name} 2`]);
  });

  it('have the rights of the token that they come with', async () => {
    const ann = aViewer();
    const id = await add(aViewer(), `b ${randomUUID()}`, 1);
    const administrator = new Viewer({ ...ann.identity, role: 'ADMIN' });
    for (const _ of [1, 2]) {
      expect((await titles(ann, id)).note).toBeNull();
      expect((await titles(administrator, id)).note).toMatch(/^b /);
    }
  });
});
