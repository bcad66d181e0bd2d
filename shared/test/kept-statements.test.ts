import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { RequestDatabase } from '../src/database/request-database';
import type { TestDatabase } from '../src/testing/test-databases';
import { startTestSubgraph, type TestSubgraph } from '../src/testing/test-subgraph';
import { aViewer } from '../src/testing/viewers';
import { Note } from './fixtures/note.entity';
import { noteDatabase, noteService } from './fixtures/note-service';

const WHO = `SELECT current_setting('app.user_id', true) AS who`;
const WORD = 'word';

let database: TestDatabase;
let service: TestSubgraph;
let source: DataSource;
beforeAll(async () => {
  database = await noteDatabase();
  service = await startTestSubgraph(noteService(), { database, poolSize: 1 });
  source = await createDataSource(database.app, { entities: [Note], migrations: [] }, 1, 'kept').initialize();
});
afterAll(() => Promise.all([service.stop(), source.destroy()]));

const reading = async <T>(work: (db: EntityManager) => Promise<T>, viewer = aViewer()): Promise<T> => {
  const request = new RequestDatabase(source, viewer, 'read');
  return work(request.manager).finally(() => request.end('rollback'));
};
const asOwner = async (...statements: string[]) => {
  const owner = new Client(database.owner);
  await owner.connect();
  for (const sql of statements) await owner.query(sql);
  await owner.end();
};
const keptOf = (sql: string) =>
  reading((db) => db.query('SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement = $1', [sql]));

describe('statements that a connection keeps', () => {
  it('find for each viewer what that one may see, by one plan', async () => {
    const people = Array.from({ length: 4 }, () => aViewer());
    for (const { userId } of people) await service.given((db) => db.save(db.create(Note, { ownerId: userId, title: userId })));
    const everybody = people.map(({ userId }) => userId);
    const sql = 'SELECT title FROM notes WHERE title = ANY ($1)';
    for (let n = 0; n < 40; n += 1) {
      const viewer = people[n % 4] as (typeof people)[number];
      expect(await reading((db) => Promise.all([db.query(sql, [everybody]), db.query(WHO)]), viewer)).toEqual([
        [{ title: viewer.userId }],
        [{ who: viewer.userId }],
      ]);
    }
    expect(await keptOf(sql)).toEqual([{ n: 1 }]);
  });

  it('are the hundred that were asked for last, and all are answered', async () => {
    const texts = Array.from({ length: 130 }, (_, n) => `SELECT $1::int + ${n} AS "n${n}"`);
    const often = `SELECT $1::text AS "often"`;
    for (let turn = 0; turn < 12; turn += 1)
      for (const [n, text] of texts.entries()) {
        expect(await reading((db) => db.query(text, [turn]))).toEqual([{ [`n${n}`]: turn + n }]);
        if (n % 50 === 0) expect(await reading((db) => db.query(often, [`${n}`]))).toEqual([{ often: `${n}` }]);
      }
    const prepared = await reading((db) => db.query(`SELECT name, statement FROM pg_prepared_statements WHERE name LIKE 'plat%'`));
    const statements = prepared.map(({ statement }: { statement: string }) => statement);
    expect(statements).toHaveLength(100);
    expect(statements).toEqual(expect.arrayContaining([often, ...texts.slice(40)]));
    expect(statements).not.toContain(texts[0]);
  });

  it('give their names away to more than a hundred of one packet, with one among them that fails', async () => {
    const ask = (turn: number, divisor: number) =>
      reading((db) =>
        Promise.allSettled(
          Array.from({ length: 120 }, (_, n) => db.query(`SELECT $1::int / $2::int + ${n} AS part`, [turn, n === 60 ? divisor : 1])),
        ),
      );
    for (let turn = 0; turn < 15; turn += 1) {
      const divisor = turn % 2;
      const answers = await ask(turn, divisor);
      for (const [n, answer] of answers.entries())
        expect(answer).toMatchObject(n === 60 && divisor === 0 ? { reason: { code: '22012' } } : { value: [{ part: turn + n }] });
    }
  });

  it('are asked anew when a table has changed since, or the connection has forgotten them', async () => {
    await source.destroy();
    source = await createDataSource(database.app, { entities: [Note], migrations: [] }, 1, 'kept').initialize();
    const view = (columns: string) =>
      asOwner('DROP VIEW IF EXISTS shown', `CREATE VIEW shown AS SELECT ${columns}`, 'GRANT SELECT ON shown TO public');
    const sql = 'SELECT shown.*, $1::text AS said FROM shown';
    const ask = () => reading((db) => Promise.all([db.query(WHO), db.query(sql, [WORD]), db.query('SELECT 2 AS two')]));
    await view('1 AS one');
    for (let n = 0; n < 12; n += 1) expect((await ask())[1]).toEqual([{ one: 1, said: WORD }]);
    expect(await keptOf(sql)).toEqual([{ n: 1 }]);
    await view(`true AS is_new, 'x' AS also`);
    expect((await ask()).slice(1)).toEqual([[{ is_new: true, also: 'x', said: WORD }], [{ two: 2 }]]);
    await source.query('DEALLOCATE ALL');
    expect((await ask()).slice(1)).toEqual([[{ is_new: true, also: 'x', said: WORD }], [{ two: 2 }]]);
  });

  it('leave one whose own fault it is to its asker, each time, and answer the others', async () => {
    const sql = 'SELECT 10 / $1::int AS part';
    for (let n = 0; n < 30; n += 1) {
      const [zero, two, who] = await reading((db) => Promise.allSettled([db.query(sql, [0]), db.query(sql, [2]), db.query(WHO)]));
      expect(zero).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      expect(two).toMatchObject({ value: [{ part: 5 }] });
      expect(who).toMatchObject({ status: 'fulfilled' });
    }
  });
});
